import { expect } from "expect";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import { PersonConnection } from "../../../components/help/PersonConnection.tsx";
import { ReceivingDialog } from "../../../components/help/ReceivingDialog.tsx";
import { TroubleDialog } from "../../../components/help/TroubleDialog.tsx";
import { troubleReport } from "../../../components/help/trouble_report.ts";
import { NotReceived } from "../../../components/call/NotReceived.tsx";
import { Diagnosis } from "../../../lib/media/call/diagnosis.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { LiveKitMediaContext } from "../../../lib/media/hooks/LiveKitMediaContext.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import { fakePerson } from "../../fakes/components/people.ts";
import { namesOf, readableText } from "../../fakes/components/accessible_names.ts";
import "../../fakes/components/late_words.ts";

Deno.test("TroubleDialog asks three questions, and says nothing before one is asked", () => {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const html = renderToString(
    <LiveKitMediaContext.Provider value={models}>
      <TroubleDialog
        call={models.call}
        media={models.media}
        onSettings={() => {}}
        onReceiveLess={() => {}}
        onClose={() => {}}
      />
    </LiveKitMediaContext.Provider>,
  );
  expect(namesOf(html, "button")).toEqual([
    "Done",
    "They cannot hear me",
    "I cannot hear them",
    "Video or sound stutters",
  ]);
  expect(html).not.toContain("<details");
});

Deno.test("ReceivingDialog shows the three ways with what each costs now, and the chosen one", () => {
  const { media } = createMediaModels(visitOf(), new FakeMediaPorts());
  const people = signal([fakePerson("Lee", { isCameraLeftOut: signal(true) })]);
  const html = renderToString(
    <ReceivingDialog
      media={{ ...media, participantTracks: people, receiving: signal("sound" as const) }}
      onClose={() => {}}
    />,
  );
  const costs = [...readableText(html).matchAll(/Up to ([\d.]+ [MG]B)/g)].map(([, cost]) => cost);
  expect(costs).toEqual(["805 MB", "110 MB", "40 MB"]);
  expect(html.match(/ checked/g)?.length).toBe(1);
});

Deno.test("a tile says what is left out, and a click asks for that one", () => {
  const person = fakePerson("Lee", {
    isCameraLeftOut: signal(true),
    isScreenLeftOut: signal(true),
  });
  expect(namesOf(renderToString(<NotReceived person={person} />), "button")).toEqual([
    "Show video of Lee, left out to save data",
    "Show screen of Lee, left out to save data",
  ]);
  expect(renderToString(<NotReceived person={fakePerson("Lee")} />)).toBe("");
});

Deno.test("PersonConnection renders before the first reading", () => {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const html = renderToString(
    <LiveKitMediaContext.Provider value={models}>
      <PersonConnection person={fakePerson("Lee")} />
    </LiveKitMediaContext.Provider>,
  );
  expect(readableText(html)).toBe("Round trip … Lost … Received … Video none");
});

Deno.test("troubleReport() tells the finding and every fact, one a line, and no name, address or token", async () => {
  const ports = new FakeMediaPorts();
  const models = createMediaModels(visitOf({ slug: "secret-place" }), ports);
  const diagnosis = new Diagnosis(models);
  const checking = diagnosis.check("stutter");
  for (let i = 0; i < 5 && diagnosis.result.value === null; i++) {
    await new Promise((resolve) => setTimeout(resolve));
    ports.page.advance(2000);
  }
  await checking;
  const result = diagnosis.result.value;
  if (!result) throw new TypeError("nothing was found");
  const report = troubleReport(result, "Browser/1", new Date(0));
  expect(report.split("\n").slice(0, 3)).toEqual([
    "Madang, stutter: reconnecting",
    "at 1970-01-01T00:00:00.000Z",
    "browser Browser/1",
  ]);
  expect(report).toContain("microphone.permission prompt");
  expect(report).toContain("pictures.receiving everything");
  for (const secret of ["secret-place", "livekit.test", "seat_"]) {
    expect(report).not.toContain(secret);
  }
});
