/** The bar, *More* and the panel of the call, as markup. */
import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { BarAction, MoreAction } from "../../../components/call/call_action_buttons.tsx";
import type { CallAction } from "../../../components/call/call_actions.ts";
import { callPanels } from "../../../components/call/call_panels.ts";
import { matchesName } from "../../../components/call/matches_name.ts";
import { Panel } from "../../../components/call/PeoplePanel.tsx";
import { ReactionNews } from "../../../components/call/reaction_news.ts";
import { TileReactions } from "../../../components/call/TileReactions.tsx";
import { locales } from "../../../components/messages/locale.ts";
import { rowWindow } from "../../../components/shell/row_window.ts";
import type { Reaction } from "../../../lib/contract/reactions.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { LiveKitMediaContext } from "../../../lib/media/hooks/LiveKitMediaContext.ts";
import type { ParticipantTracks } from "../../../lib/media/ports/call_types.ts";
import { namesOf, openingTags, readableText } from "../../fakes/components/accessible_names.ts";
import { fakePerson, fakePicture } from "../../fakes/components/people.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import { callWordsOf } from "../../fakes/components/late_words.ts";

const tea: CallAction = {
  id: "tea",
  word: "Tea",
  icon: "",
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

Deno.test("rowWindow() has a short list whole, and of a long one what is seen and a little more", () => {
  const rows = (count: number, top: number) =>
    rowWindow({ count, rowHeight: 50, top, height: 500 });
  expect(rows(100, 0)).toEqual({ from: 0, to: 100 });
  expect(rows(300, 0)).toEqual({ from: 0, to: 20 });
  expect(rows(300, 5000)).toEqual({ from: 90, to: 120 });
  // The end, and a scroll from when the list was longer.
  expect(rows(300, 14_500)).toEqual({ from: 280, to: 300 });
  expect(rows(300, 90_000)).toEqual({ from: 280, to: 300 });
  // Nothing was measured yet.
  expect(rowWindow({ count: 300, rowHeight: 0, top: 0, height: 0 })).toEqual({ from: 0, to: 300 });
});

Deno.test("matchesName() finds names by any part, in any case, width and accent, and Hangul whole", () => {
  for (const query of ["", " ", "zoe", "ZOË", "oë k", "ＺＯＥ"]) {
    expect([query, matchesName("Zoë Kim", query)]).toEqual([query, true]);
  }
  expect(matchesName("Zoë Kim", "kimo")).toBe(false);
  expect(matchesName("하늘", "하")).toBe(true);
  expect(matchesName("하늘", "ㅎ")).toBe(false);
});

function panelOf(people: readonly ParticipantTracks[]): string {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const all = signal(people);
  return renderToString(
    <LiveKitMediaContext.Provider
      value={{ ...models, space: { ...models.space, people: all } }}
    >
      <Panel
        slug="tea"
        call={models.call}
        media={{ ...models.media, participantTracks: all }}
      />
    </LiveKitMediaContext.Provider>,
  );
}

Deno.test("PeoplePanel lists everybody with what they are and what is on, raised hands first in their order", () => {
  const html = panelOf([
    fakePerson("Kim", { isLocal: true, role: signal("owner" as const) }),
    fakePerson("Lee", {
      kind: signal("guest" as const),
      isMicrophoneMuted: signal(true),
      quality: signal("poor" as const),
    }),
    fakePerson("Scribe", { kind: signal("agent" as const), camera: signal(fakePicture("a")) }),
    fakePerson("Park", { handRaisedAt: signal(2) }),
    fakePerson("Choi", { handRaisedAt: signal(1) }),
  ]);
  const rows = namesOf(html, "li");
  const has = (row: number, ...words: string[]) => {
    for (const word of words) expect(rows[row]).toContain(word);
  };
  expect(rows).toHaveLength(5);
  has(0, "Choi", "number 1", "hand raised");
  has(1, "Park", "number 2");
  has(2, "Kim", "you · owner", "microphone on");
  has(3, "Lee", "guest", "microphone off", "camera off", "unstable connection");
  has(4, "Scribe", "agent", "camera on");
  const buttons = namesOf(html, "button");
  expect(buttons).toEqual(expect.arrayContaining(["Mute all", "Lower all hands"]));
  expect(buttons.filter((name) => name.startsWith("More options"))).toHaveLength(4);
  expect(html).not.toContain('type="search"');
});

Deno.test("PeoplePanel offers others no moderation, and a search among many", () => {
  const many = Array.from({ length: 13 }, (_, i) => fakePerson(`Person ${i}`));
  const html = panelOf([fakePerson("Me", { isLocal: true }), ...many]);
  expect(namesOf(html, "button")).not.toContain("Mute all");
  expect(openingTags(html, "input")[0]).toContain('aria-label="Find a person"');
});

Deno.test("ReactionNews gathers reactions to one sentence, each reaction once", () => {
  const said: string[] = [];
  const timers: (() => void)[] = [];
  const news = new ReactionNews({
    words: callWordsOf("en").react,
    say: (sentence) => said.push(sentence),
    after(_, run) {
      timers.push(run);
      return () => {};
    },
  });
  const of = (id: number, name: string, reaction: Reaction) => ({ id, name, reaction });
  news.look([of(1, "Kim", "heart")]);
  news.look([of(1, "Kim", "heart"), of(2, "Lee", "party"), of(3, "Kim", "applause")]);
  expect(said).toEqual([]);
  timers.shift()?.();
  expect(said).toEqual(["Kim: heart, applause. Lee: party."]);
  news.look([of(2, "Lee", "party"), of(3, "Kim", "applause")]);
  expect(timers).toEqual([]);
  news.look([of(4, "A", "applause"), of(5, "B", "applause"), of(6, "C", "applause")]);
  timers.shift()?.();
  expect(said[1]).toBe("3 people: applause.");
});

Deno.test("a tile shows reactions beside the face, which readers hear elsewhere", () => {
  const html = renderToString(
    <TileReactions
      person={fakePerson("Kim", { reactions: signal([{ id: 1, reaction: "party" }]) })}
    />,
  );
  expect(html).toContain("🎉");
  expect(openingTags(html, "span")[0]).toContain('aria-hidden="true"');
  expect(renderToString(<TileReactions person={fakePerson("Kim")} />)).toBe("");
});
