/** The bar, *More* and the panel of the call, as markup. */
import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { BarAction, MoreAction } from "../../../components/call/call_action_buttons.tsx";
import type { CallAction } from "../../../components/call/call_actions.ts";
import { callPanels } from "../../../components/call/call_panels.ts";
import { Panel } from "../../../components/call/PeoplePanel.tsx";
import { callWordsOf } from "../../../components/messages/call_words.ts";
import { locales } from "../../../components/messages/locale.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { namesOf, openingTags, readableText } from "../../fakes/components/accessible_names.ts";
import { fakePerson, fakePicture } from "../../fakes/components/people.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";

const tea: CallAction = {
  id: "tea",
  word: "Tea",
  sign: "",
  key: "t",
  place: "wide",
  count: signal(3),
  isOn: signal(false),
  run() {},
};

Deno.test("BarAction and MoreAction tell a thing's word, state, key and count, in one place at a time", () => {
  const bar = renderToString(<BarAction action={tea} />);
  const more = renderToString(<MoreAction action={tea} onDone={() => {}} />);
  for (const html of [bar, more]) {
    const [tag] = openingTags(html, "button");
    expect(tag).toContain('aria-keyshortcuts="t"');
    expect(tag).toContain('aria-pressed="false"');
    expect(readableText(html)).toContain("3");
  }
  expect(bar).toContain('title="Tea (T)"');
  expect(bar).toContain("control-wide");
  expect(more).toContain("panel-item-narrow");
  const count = (number: number) =>
    renderToString(<BarAction action={{ ...tea, count: signal(number) }} />);
  expect(count(0)).not.toContain("count");
  expect(count(120)).toContain(">99+<");
});

Deno.test("BarAction of a panel says whether it is open", () => {
  const html = renderToString(
    <BarAction action={{ ...tea, isOn: undefined, opens: "people", isOpen: signal(true) }} />,
  );
  const [tag] = openingTags(html, "button");
  expect(tag).toContain('aria-expanded="true"');
  expect(tag).not.toContain("aria-pressed");
});

Deno.test("callPanels have a word of their own each, in both languages", () => {
  for (const locale of locales) {
    const words = callPanels.map(({ word }) => word(callWordsOf(locale)));
    expect(new Set(words).size).toBe(callPanels.length);
    expect(words).not.toContain("");
  }
});

Deno.test("PeoplePanel lists everybody with what they are and what is on", () => {
  const { call, media } = createMediaModels(visitOf(), new FakeMediaPorts());
  const people = [
    fakePerson("Kim", { isLocal: true, role: signal("owner" as const) }),
    fakePerson("Lee", { kind: signal("guest" as const), isMicrophoneMuted: signal(true) }),
    fakePerson("Scribe", { kind: signal("agent" as const), camera: signal(fakePicture("a")) }),
  ];
  const html = renderToString(
    <Panel slug="tea" call={call} media={{ ...media, participantTracks: signal(people) }} />,
  );
  const rows = namesOf(html, "li");
  expect(rows).toHaveLength(3);
  for (const word of ["Kim", "you · owner", "microphone on"]) expect(rows[0]).toContain(word);
  for (const word of ["Lee", "guest", "microphone off", "camera off"]) {
    expect(rows[1]).toContain(word);
  }
  for (const word of ["Scribe", "agent", "camera on"]) expect(rows[2]).toContain(word);
});
