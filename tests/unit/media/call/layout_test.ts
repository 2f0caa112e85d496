import { signal } from "@preact/signals";
import { expect } from "expect";
import fc from "fast-check";
import { Layout, mostPins } from "../../../../lib/media/call/layout.ts";
import { takeoverMs } from "../../../../lib/media/call/stage_speaker.ts";
import type { ParticipantTracks, PlayableTrack } from "../../../../lib/media/ports/call_types.ts";
import { fakePerson, fakePicture } from "../../../fakes/components/people.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";

function personOf(name: string, patch: Partial<ParticipantTracks> = {}) {
  return {
    ...fakePerson(name, patch),
    isSpeaking: signal(false),
    screen: signal<PlayableTrack | null>(null),
    screenOrder: signal(0),
  };
}

function setUp(names = "BCDE", storage = new FakeStoragePort()) {
  const me = personOf("Me", { isLocal: true });
  const others = [...names].map((name) => personOf(name));
  const people = signal<readonly ParticipantTracks[]>([me, ...others]);
  const spotlight = signal<string | null>(null);
  const page = new FakePagePort();
  const layout = new Layout({ people, spotlight, storage, page });
  const stop = layout.start();
  const person = (name: string) => others[names.indexOf(name)];
  let shares = 0;
  const share = (name: string) => {
    person(name).screenOrder.value = ++shares;
    person(name).screen.value = fakePicture(name);
  };
  const speak = (name: string, ms = takeoverMs) => {
    for (const other of others) other.isSpeaking.value = other === person(name);
    page.advance(ms);
  };
  const shown = () => {
    const { shape, screen, stage, others } = layout.arrangement.value;
    const namesOf = (list: readonly ParticipantTracks[]) =>
      list.map(({ displayName }) => displayName.value).join(" ");
    return [shape, screen?.displayName.value ?? "-", namesOf(stage), namesOf(others)];
  };
  return { layout, me, people, person, spotlight, storage, page, stop, share, speak, shown };
}

Deno.test("Layout: auto is a grid, a shared screen's stage, or the speaker's where not everybody fits", () => {
  const { layout, shown, share, person } = setUp();
  expect(shown()).toEqual(["grid", "-", "", "Me B C D E"]);
  layout.setRoomFor(4);
  expect(shown()).toEqual(["stage", "-", "B", "Me C D E"]);
  layout.setRoomFor(25);
  share("C");
  expect(shown()).toEqual(["stage", "C", "", "Me B C D E"]);
  person("C").screen.value = null;
  expect(shown()).toEqual(["grid", "-", "", "Me B C D E"]);
});

Deno.test("Layout: each choice has its shape, with a shared screen and without", () => {
  const { layout, shown, share } = setUp();
  const seen = () =>
    (["auto", "grid", "speaker", "side-by-side"] as const).map((choice) => {
      layout.choose(choice);
      return shown().slice(0, 3).join(" ");
    });
  expect(seen()).toEqual(["grid - ", "grid - ", "stage - B", "beside - B"]);
  share("D");
  expect(seen()).toEqual(["stage D ", "grid D ", "stage D ", "beside D "]);
});

Deno.test("Layout: the next speaker and the one before change places, and no other tile moves", () => {
  const { layout, shown, speak } = setUp();
  layout.choose("speaker");
  expect(shown()).toEqual(["stage", "-", "B", "Me C D E"]);
  speak("D");
  expect(shown()).toEqual(["stage", "-", "D", "Me C B E"]);
  speak("E");
  expect(shown()).toEqual(["stage", "-", "E", "Me C B D"]);
  // Silence changes nothing, and so does a word between.
  speak("-");
  speak("C", takeoverMs - 1);
  expect(shown()[2]).toBe("E");
  speak("E");
  expect(shown()).toEqual(["stage", "-", "E", "Me C B D"]);
  layout.choose("grid");
  expect(shown()).toEqual(["grid", "-", "", "Me B C D E"]);
});

Deno.test("Layout: two tiles at most change places, whoever speaks in whatever order", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(..."BCDE")), (words) => {
    const { layout, speak } = setUp();
    layout.choose("speaker");
    const places = () => {
      const { stage, others } = layout.arrangement.value;
      return [...stage, ...others].map(({ seatId }) => seatId);
    };
    for (const word of words) {
      const before = places();
      speak(word);
      const after = places();
      expect(after[0]).toBe(`seat_${word}`);
      const moved = after.filter((seatId, place) => before[place] !== seatId).length;
      expect([0, 2]).toContain(moved);
    }
  }));
});

Deno.test("Layout: one who speaks keeps the stage while another does too, and one's own voice takes none", () => {
  const { layout, me, person, page } = setUp();
  person("B").isSpeaking.value = true;
  expect(layout.speaker.value).toBe(person("B"));
  person("C").isSpeaking.value = true;
  page.advance(10 * takeoverMs);
  expect(layout.speaker.value).toBe(person("B"));
  person("B").isSpeaking.value = false;
  me.isSpeaking.value = true;
  page.advance(takeoverMs);
  expect(layout.speaker.value).toBe(person("C"));
});

Deno.test("Layout: a speaker who leaves makes room for one who speaks, else for the first of the others", () => {
  const { layout, people, person, shown, speak } = setUp();
  layout.choose("speaker");
  speak("D");
  person("E").isSpeaking.value = true;
  people.value = people.value.filter((one) => one !== person("D"));
  expect(shown()).toEqual(["stage", "-", "E", expect.any(String)]);
  people.value = people.value.filter((one) => one !== person("E"));
  expect(shown()[2]).toBe("C");
});

Deno.test("Layout: pins and the spotlight have the stage in every layout, beside a shared screen too", () => {
  const { layout, person, shown, share, spotlight } = setUp();
  layout.choose("grid");
  layout.togglePin(person("D"));
  layout.togglePin(person("B"));
  expect(shown()).toEqual(["stage", "-", "B D", "Me C E"]);
  spotlight.value = "seat_E";
  expect(shown()).toEqual(["stage", "-", "B D E", "Me C"]);
  share("C");
  expect(shown()).toEqual(["stage", "C", "B D E", "Me C"]);
  layout.togglePin(person("D"));
  layout.togglePin(person("B"));
  spotlight.value = "seat_of somebody who is not here";
  expect(shown()).toEqual(["grid", "C", "", "Me B C D E"]);
  expect(layout.spotlight.value).toBe(null);
});

Deno.test("Layout: one's own picture can be left out, but not where one is alone", () => {
  const { layout, people, me, shown } = setUp();
  layout.setOwnPictureHidden(true);
  expect(shown()).toEqual(["grid", "-", "", "B C D E"]);
  people.value = [me];
  expect(shown()).toEqual(["grid", "-", "", "Me"]);
});

Deno.test("Layout: of several screens the latest is shown until another is chosen; they are listed as they began", () => {
  const { layout, person, share, shown, me } = setUp();
  me.screen.value = fakePicture("mine");
  share("D");
  share("B");
  const listed = () => layout.screens.value.map(({ displayName }) => displayName.value);
  expect([listed(), shown()[1]]).toEqual([["D", "B"], "B"]);
  layout.chooseScreen(person("D"));
  share("C");
  expect([listed(), shown()[1]]).toEqual([["D", "B", "C"], "D"]);
  person("D").screen.value = null;
  share("D");
  // The choice was for the screen that ended.
  expect([listed(), shown()[1]]).toEqual([["B", "C", "D"], "D"]);
});

Deno.test("Layout: choices are remembered, shared with other tabs, and odd ones are ignored", () => {
  const storage = new FakeStoragePort();
  const first = setUp("BC", storage);
  first.layout.choose("side-by-side");
  first.layout.setFitted(true);
  first.layout.setOwnPictureHidden(true);
  first.layout.togglePin(first.person("C"));
  const next = setUp("BC", storage).layout;
  const read = ({ choice, isFitted, isOwnPictureHidden, pinned }: Layout) => [
    ...[choice.value, isFitted.value, isOwnPictureHidden.value, [...pinned.value]],
  ];
  expect(read(next)).toEqual(["side-by-side", true, true, ["seat_C"]]);
  storage.writeElsewhere("madang.layout", { version: 1, choice: "grid", isFitted: false });
  expect(read(next)).toEqual(["grid", false, true, ["seat_C"]]);
  for (
    const odd of [null, 3, { version: 2, choice: "auto" }, { version: 1, choice: "x", pins: 5 }]
  ) {
    storage.writeElsewhere("madang.layout", odd);
    expect(read(next)).toEqual(["grid", false, true, ["seat_C"]]);
  }
  const many = Array.from({ length: mostPins + 5 }, (_, index) => `seat_${index}`);
  storage.writeElsewhere("madang.layout", { version: 1, pins: [...many, 7] });
  expect(next.pinned.value.size).toBe(mostPins);
});

Deno.test("Layout: what takes the whole screen gives it back when it is gone", () => {
  const { layout, people, person, share, stop } = setUp();
  const full = { seatId: "seat_B", source: "camera" } as const;
  layout.setFull(full);
  expect(layout.full.value).toEqual(full);
  people.value = people.value.filter((one) => one !== person("B"));
  expect(layout.full.value).toBe(null);
  share("C");
  layout.setFull({ seatId: "seat_C", source: "screen" });
  person("C").screen.value = null;
  expect(layout.full.value).toBe(null);
  layout.setFull({ seatId: "seat_C", source: "camera" });
  stop();
  expect(layout.full.value).toBe(null);
});

Deno.test("Layout: several components may start it; it ends with the last", () => {
  const { layout, person, stop } = setUp();
  const stopOther = layout.start();
  stop();
  stop();
  person("B").isSpeaking.value = true;
  expect(layout.speaker.value).toBe(person("B"));
  stopOther();
  person("B").isSpeaking.value = false;
  person("C").isSpeaking.value = true;
  expect(layout.speaker.value).toBe(person("B"));
});
