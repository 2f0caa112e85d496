import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import type { Locale } from "../../../components/messages/locale.ts";
import { LocaleContext } from "../../../components/messages/words.ts";
import { SettingsDialog } from "../../../components/settings/SettingsDialog.tsx";
import { SelfPreview } from "../../../components/space/SelfPreview.tsx";
import { nameProblemOf } from "../../../components/space/name_problem.ts";
import { SpacePage } from "../../../components/space/SpacePage.tsx";
import type { SpacePageData } from "../../../lib/contract/visit.ts";
import { LiveKitRoomProvider } from "../../../lib/media/hooks/LiveKitRoomProvider.tsx";
import { useLiveKitMedia } from "../../../lib/media/hooks/useLiveKitMedia.ts";
import { namesOf, openingTags } from "../../fakes/components/accessible_names.ts";
import { servedWordsOf } from "../../../components/messages/served_words.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import { callWordsOf } from "../../fakes/components/late_words.ts";

function page(patch: Partial<SpacePageData> = {}, locale: Locale = "en"): string {
  const visit = visitOf(patch);
  return renderToString(
    <LocaleContext.Provider value={locale}>
      <LiveKitRoomProvider visit={visit} ports={new FakeMediaPorts()}>
        <SpacePage visit={visit} locale={locale} storage={() => null} />
      </LiveKitRoomProvider>
    </LocaleContext.Provider>,
  );
}

Deno.test("the pre-join page: exactly one button contains each of the words that people look for", () => {
  const names = namesOf(page(), "button");
  for (const word of ["Join", "Listen only", "Microphone", "Camera", "Settings"]) {
    expect([word, names.filter((name) => name.includes(word)).length]).toEqual([word, 1]);
  }
  for (const word of ["Leave", "Share screen"]) {
    expect(names.filter((name) => name.includes(word))).toEqual([]);
  }
});

Deno.test("the pre-join page: the name's field is labelled, and filled for a visitor who was here before", () => {
  const html = page({ visitor: { participantName: "Kim", kind: "guest", admitted: true } });
  expect(html).toContain('<label for="your-name">Your name</label>');
  const field = openingTags(html, "input").find((tag) => tag.includes('id="your-name"'));
  expect(field).toContain(' value="Kim"');
});

Deno.test("the pre-join page: the people inside are a list of names, with guests marked", () => {
  const person = (participantName: string, kind: "user" | "guest") => ({
    seatId: `seat_${participantName}`,
    participantName,
    kind,
    joinedAt: "2026-01-21T00:00:00Z",
  });
  const people = [person("Lee", "user"), person("Park", "guest")];
  const html = page({ presence: { roomName: "space-tea", count: 2, people } });
  const labels = openingTags(html, "li").map((tag) => /aria-label="([^"]*)"/.exec(tag)?.[1]);
  expect(labels).toEqual(["Lee", "Park"]);
  expect(html.match(/>guest</g)).toHaveLength(1);
  expect(html).toContain(">Inside now<");
});

Deno.test("the pre-join page: strangers see a count, not names", () => {
  expect(page({ presence: { roomName: "space-tea", count: 3 } })).toContain("3 people");
});

Deno.test("the pre-join page: markup in a name is text", () => {
  const name = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
  const html = page({
    visitor: { participantName: name, kind: "guest", admitted: true },
    presence: {
      roomName: "space-tea",
      count: 1,
      people: [{ seatId: "s", participantName: name, kind: "guest", joinedAt: "" }],
    },
  });
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("<img");
});

Deno.test("the pre-join page: switches are off at the first visit, and take clicks before the page's code has loaded", () => {
  const switches = openingTags(page(), "button").filter((tag) => tag.includes("aria-pressed"));
  expect(switches).toHaveLength(2);
  for (const tag of switches) {
    expect(tag).toContain('aria-pressed="false"');
    expect(tag).not.toContain("disabled");
  }
});

Deno.test("the pre-join page: a camera that was on in the last call is announced as coming on", () => {
  const mirror = (isOn: boolean) =>
    renderToString(
      <SelfPreview
        name={signal("Kim")}
        picture={signal(null)}
        isCameraOn={signal(isOn)}
        isMirrored={signal(true)}
      />,
    );
  expect(mirror(false)).toContain("Your camera is off");
  expect(mirror(true)).toContain("Your camera turns on when you join");
});

Deno.test("the pre-join page: an unreachable LiveKit server is shown, with one way out", () => {
  const livekitAwayWords = servedWordsOf("en").door.liveKitAway;
  const html = page({ livekitReady: false, livekitAwayWords });
  expect(html).toContain("The call server is not responding");
  expect(namesOf(html, "a")).toContain("Try again");
  expect(page()).not.toContain("The call server is not responding");
});

Deno.test("the pre-join page: no style attribute, which the CSP would refuse", () => {
  expect(page()).not.toMatch(/\sstyle=/);
});

Deno.test("the pre-join page has Korean words", () => {
  const html = page({}, "ko");
  expect(namesOf(html, "button")).toEqual(expect.arrayContaining(["들어가기", "듣기만 하기"]));
  expect(html).toContain("지금 있는 사람");
});

Deno.test("nameProblemOf() tells an empty, a long and an unshowable name apart", () => {
  const problems = ["Kim", " ", "a".repeat(51), "a".repeat(50), "x\u202Ey", "\uD800"]
    .map(nameProblemOf);
  expect(problems).toEqual([null, "nameMissing", "nameLong", null, "nameSigns", "nameSigns"]);
});

function Settings() {
  return <SettingsDialog media={useLiveKitMedia()} onClose={() => {}} />;
}

Deno.test("the settings are a dialog of three tabs, whose buttons contain no other button's word", () => {
  const html = renderToString(
    <LiveKitRoomProvider visit={visitOf()} ports={new FakeMediaPorts()}>
      <Settings />
    </LiveKitRoomProvider>,
  );
  expect(html).toMatch(/<dialog[^>]*aria-labelledby="settings-title"/);
  const buttons = openingTags(html, "button");
  const names = namesOf(html, "button");
  const tabs = names.filter((_, index) => buttons[index].includes('role="tab"'));
  expect(tabs).toEqual(["Audio", "Video", "Devices"]);
  const others = names.filter((_, index) => !buttons[index].includes('role="tab"'));
  const taken = /Join|Listen only|Microphone|Camera|Share screen|Settings|Leave/i;
  expect(others.filter((name) => taken.test(name))).toEqual([]);
  expect(namesOf(html, "label").filter((name) => name.startsWith("Input device"))).toHaveLength(1);
});

Deno.test("the pre-join page lists agents and callers by phone, by their kind where they have no name", () => {
  const joinedAt = "2026-11-23T00:00:00.000Z";
  const others = [
    { kind: "agent" as const, participantName: "Scribe", joinedAt },
    { kind: "sip" as const, participantName: " ", joinedAt },
  ];
  const outsideWords = callWordsOf("ko").call.outside;
  const presence = { roomName: "space-tea", count: 1, people: [], others };
  const items = openingTags(page({ outsideWords, presence }, "ko"), "li");
  expect(items.map((item) => /aria-label="([^"]*)"/.exec(item)?.[1])).toEqual(["Scribe", "전화"]);

  const told = others.slice(0, 1).map(({ kind }) => ({ kind, joinedAt }));
  const stranger = page({ presence: { roomName: "space-tea", count: 0, others: told } });
  expect(stranger).toContain("Nobody yet");
  expect(stranger).toContain('aria-label="Agent"');
});
