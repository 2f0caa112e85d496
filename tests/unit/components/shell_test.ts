import { expect } from "expect";
import {
  ArrivalNews,
  arrivalNews,
  gatherMs,
  longestQuietMs,
  shortestQuietMs,
} from "../../../components/call/arrival_news.ts";
import { ArrivalsSaid } from "../../../components/call/arrivals_said.ts";
import { areShortcutsOn, rememberShortcuts } from "../../../components/call/shortcut_choice.ts";
import { type PressedKey, shortcutOf } from "../../../components/call/pressed_key.ts";
import { invitationLink } from "../../../components/call/invitation_link.ts";
import { gigabytesAnHour } from "../../../components/settings/data_cost.ts";
import { initialsOf, tintOf } from "../../../components/shell/initials.ts";
import { FakePagePort } from "../../fakes/media/FakePagePort.ts";
import { FakeStoragePort } from "../../fakes/media/FakeStoragePort.ts";
import { callWordsOf } from "../../fakes/components/late_words.ts";

Deno.test("initialsOf() gives the initials that are usual in each script", () => {
  const initials = [
    ["Mina", "M"],
    ["Ana de Souza", "AS"],
    ["김민수", "민수"],
    ["지은", "지은"],
    ["김민수 (2)", "민수"],
    ["Kim (2)", "K"],
    ["田中 花子", "田"],
    ["👩‍👩‍👧 Lee", "👩‍👩‍👧L"],
    ["  ", ""],
    ["", ""],
    ["(2)", "("],
    ["<script>", "<"],
    ["E\u0301va", "E\u0301"],
    ["Åsa", "Å"],
  ];
  for (const [name, expected] of initials) {
    expect([name, initialsOf(name)]).toEqual([name, expected]);
  }
});

Deno.test("initialsOf() makes no Intl.Segmenter for an empty or a plain Latin name: it would delay the page", () => {
  const { Segmenter } = Intl;
  let made = 0;
  class CountedSegmenter extends Segmenter {
    constructor() {
      super();
      made++;
    }
  }
  const use = (value: typeof Segmenter) => Object.assign(Intl, { Segmenter: value });
  use(CountedSegmenter);
  try {
    for (const name of ["", " ", "Kim (2)", "Ana de Souza", "김민수"]) initialsOf(name);
    expect(made).toBe(0);
    initialsOf("👩‍👩‍👧");
    expect(made).toBe(1);
  } finally {
    use(Segmenter);
  }
});

Deno.test("tintOf() is steady and within its count", () => {
  for (const key of ["", "a", "seat_00ff", "김민수"]) {
    expect(tintOf(key)).toBe(tintOf(key));
    expect(tintOf(key)).toBeLessThan(5);
  }
});

Deno.test("arrivalNews() names the people who joined and left, and no others", () => {
  const before = new Map([["a", "Kim"], ["b", "Lee"]]);
  const after = new Map([["b", "Lee (2)"], ["c", "Park"]]);
  const words = callWordsOf("en").call;
  expect(arrivalNews(before, after, words)).toBe("Park joined. Kim left");
  expect(arrivalNews(before, before, words)).toBe("");
});

Deno.test("arrivalNews() counts people who come or go in a crowd", () => {
  const crowd = new Map(["a", "b", "c", "d"].map((seatId) => [seatId, seatId]));
  const words = callWordsOf("en").call;
  expect(arrivalNews(new Map(), crowd, words)).toBe("4 people joined");
  expect(arrivalNews(crowd, new Map([["a", "a"]]), words)).toBe("b left. c left. d left");
});

Deno.test("shortcutOf() ignores combinations, repeats and composed syllables", () => {
  const press: PressedKey = {
    key: "m",
    code: "KeyM",
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    isComposing: false,
  };
  expect(shortcutOf(press)).toBe("m");
  for (const held of ["shiftKey", "ctrlKey", "metaKey", "altKey", "repeat", "isComposing"]) {
    expect([held, shortcutOf({ ...press, [held]: true })]).toEqual([held, null]);
  }
});

Deno.test("shortcutOf() is the character on the key, or its place where that is no Latin letter", () => {
  const press: PressedKey = {
    key: "",
    code: "",
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    isComposing: false,
  };
  for (
    const [layout, key, code, shortcut] of [
      ["English", "m", "KeyM", "m"],
      ["English with Caps Lock", "M", "KeyM", "m"],
      // What is written there is an o, and the c lies where an English keyboard has its i.
      ["Dvorak", "o", "KeyS", "o"],
      ["Dvorak", "c", "KeyI", "c"],
      ["AZERTY", "m", "Semicolon", "m"],
      ["AZERTY", ",", "KeyM", ","],
      ["Korean", "ㅡ", "KeyM", "m"],
      ["Korean, by an input method", "Process", "KeyM", "m"],
      ["Russian", "с", "KeyC", "c"],
      ["a Latin letter that no button promises", "ç", "KeyC", "ç"],
      ["a dead key, which begins a letter", "Dead", "KeyC", null],
      ["a telephone's keyboard", "Unidentified", "", "Unidentified"],
    ] as const
  ) {
    expect([layout, key, shortcutOf({ ...press, key, code })]).toEqual([layout, key, shortcut]);
  }
  const shifted = { ...press, shiftKey: true };
  expect(shortcutOf({ ...shifted, key: "?", code: "Slash" })).toBe("?");
  expect(shortcutOf({ ...shifted, key: "؟", code: "Slash" })).toBe("?");
  expect(shortcutOf({ ...shifted, key: "?", code: "Digit7" })).toBe("?");
});

Deno.test("shortcuts are on until they are turned off, and where storage fails", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect(areShortcutsOn(storage)).toBe(true);
  rememberShortcuts(false, storage);
  expect(areShortcutsOn(storage)).toBe(false);
  rememberShortcuts(true, storage);
  expect([areShortcutsOn(storage), areShortcutsOn(null)]).toEqual([true, true]);
});

Deno.test("invitationLink() contains nothing but the slug", () => {
  expect(invitationLink("tea", "https://talk.example.org")).toBe(
    "https://talk.example.org/space/tea",
  );
});

Deno.test("gigabytesAnHour() grows with the picture", () => {
  expect([gigabytesAnHour("480p"), gigabytesAnHour("720p"), gigabytesAnHour("1080p")])
    .toEqual(["0.3", "1.0", "1.6"]);
});

/** A crowd that comes one by one, and what a reader hears of it. */
function hearing(choice: { after(ms: number, run: () => void): () => void }) {
  const inside = new Map<string, string>();
  const said: string[] = [];
  const words = callWordsOf("en").call;
  const news = new ArrivalNews({
    words,
    now: () => new Map(inside),
    say: (sentence) => said.push(sentence),
    after: (ms, run) => choice.after(ms, run),
  });
  return { inside, said, news };
}

Deno.test("ArrivalNews: 24 people who come within 36 s are five sentences, the first at once", () => {
  const page = new FakePagePort();
  const { inside, said, news } = hearing(page);
  for (let person = 1; person <= 24; person++) {
    inside.set(`seat ${person}`, `Person ${person}`);
    news.look();
    page.advance(gatherMs);
    if (person === 1) expect(said).toEqual(["Person 1 joined"]);
    page.advance(1500 - gatherMs);
  }
  page.advance(longestQuietMs);
  expect(said.length).toBeLessThanOrEqual(5);
  expect(said.at(-1)).toMatch(/people joined|joined/);
  const counted = said.flatMap((one) =>
    one.match(/^\d+/)?.map(Number) ?? one.split(". ").map(() => 1)
  );
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(24);
});

Deno.test("ArrivalNews leaves out a person who joined and left between two sentences, and is fast again after quiet", () => {
  const page = new FakePagePort();
  const { inside, said, news } = hearing(page);
  inside.set("a", "Kim");
  news.look();
  page.advance(gatherMs);
  inside.set("b", "Lee");
  news.look();
  inside.delete("b");
  news.look();
  page.advance(shortestQuietMs);
  expect(said).toEqual(["Kim joined"]);
  inside.delete("a");
  news.look();
  page.advance(gatherMs);
  expect(said).toEqual(["Kim joined", "Kim left"]);
});

Deno.test("ArrivalsSaid is on until it is turned off, and stores that", () => {
  const storage = new FakeStoragePort();
  const one = new ArrivalsSaid(storage);
  one.start();
  expect(one.isOn.value).toBe(true);
  one.setOn(false);
  const next = new ArrivalsSaid(storage);
  next.start();
  expect(next.isOn.value).toBe(false);
});
