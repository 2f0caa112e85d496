/** Who is in a call, in every order in which LiveKit may tell it: one stage and a claim each, so one file. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { expect } from "expect";
import type { ParticipantTracks, PlayableTrack } from "../../../../lib/media/ports/call_types.ts";
import {
  announcementMs,
  hiddenMs,
  maxGoodbyes,
  newcomerHoldMs,
  Participants,
} from "../../../../lib/media/call/participants.ts";
import { seatOf } from "../../../../lib/media/call/participant_tile.ts";
import { reactionShownMs } from "../../../../lib/media/call/tile_reactions.ts";
import { SeatVolumes } from "../../../../lib/media/call/seat_volumes.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";
import { FakeRoomPort, participantOf, seatIdOf } from "../../../fakes/media/FakeRoomPort.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";

function setUp(storage = new FakeStoragePort()) {
  const page = new FakePagePort();
  const master = signal(100);
  const list = signal<readonly ParticipantTracks[]>([]);
  const participants = new Participants(page, new SeatVolumes(storage, master), list);
  const room = new FakeRoomPort();
  participants.attachRoom(room);
  participants.markConnected();
  const seats = () => list.value.map((seat) => seat.seatId);
  const show = participants.show.bind(participants);
  // A reported participant has been inside for a while, unless the test is about newcomers.
  participants.show = (snapshot) => {
    const isNew = !seats().includes(seatOf(snapshot).seatId);
    show(snapshot);
    if (isNew) page.advance(newcomerHoldMs);
  };
  return { page, master, list, participants, room, seats };
}

/** A room that has not arrived, without `setUp`'s patience. */
function setUpNewcomers() {
  const page = new FakePagePort();
  const list = signal<readonly ParticipantTracks[]>([]);
  const volumes = new SeatVolumes(new FakeStoragePort(), signal(50));
  const participants = new Participants(page, volumes, list);
  const room = new FakeRoomPort();
  participants.attachRoom(room);
  return { page, list, participants, room };
}

const picture: PlayableTrack = { id: "picture", kind: "video", attach: () => () => {} };

Deno.test("Participants has one entry a seat, in order of joining", () => {
  const { participants, seats } = setUp();
  participants.show(participantOf(3, 1));
  participants.show(participantOf(1, 1, { isLocal: true }));
  participants.show(participantOf(2, 1));
  expect(seats()).toEqual([seatIdOf(1), seatIdOf(2), seatIdOf(3)]);
});

Deno.test("Participants shows no participant evicted within 400 ms, and one that stays as it is then", () => {
  const { page, list, participants, room } = setUpNewcomers();
  const changes: number[] = [];
  effect(() => void changes.push(list.value.length));
  participants.show(participantOf(1, 1));
  participants.markConnected();
  expect(list.value.length).toBe(1);
  participants.show(participantOf(2, 1));
  participants.show(participantOf(3, 1));
  expect(room.volumes.get(`${seatIdOf(3)}.1`)).toBe(0);
  page.advance(newcomerHoldMs - 1);
  participants.leave(`${seatIdOf(2)}.1`);
  participants.show(participantOf(3, 2, { isSpeaking: true }));
  participants.show(participantOf(3, 1));
  page.advance(1);
  expect(changes).toEqual([0, 1, 2]);
  const [, newcomer] = list.value;
  expect([newcomer.participantId.value, newcomer.isSpeaking.value])
    .toEqual([`${seatIdOf(3)}.2`, true]);
  expect(room.volumes.get(`${seatIdOf(3)}.2`)).toBe(0.5);
  participants.show(participantOf(4, 1));
  participants.clear();
  page.advance(newcomerHoldMs);
  expect(list.value).toEqual([]);
});

/** The list as it was at each change: seats, those that are held with a question mark. */
function changesOf(list: ReadonlySignal<readonly ParticipantTracks[]>): string[] {
  const changes: string[] = [];
  effect(() => {
    const seats = list.value.map(({ seatId, isReconnecting }) =>
      `${Number.parseInt(seatId.slice(5), 16)}${isReconnecting.value ? "?" : ""}`
    );
    changes.push(seats.join(" "));
  });
  return changes;
}

Deno.test("Participants shows earlier participants at once, and those that joined as we did a moment later", () => {
  const { page, list, participants } = setUpNewcomers();
  const changes = changesOf(list);
  // As LiveKit tells it: ourselves first, and in whole seconds.
  participants.show(participantOf(9, 1, { isLocal: true, joinedAtMs: 60_000 }));
  participants.show(participantOf(1, 1, { joinedAtMs: 58_000 }));
  participants.show(participantOf(2, 1, { joinedAtMs: 59_000 }));
  participants.markConnected();
  expect(changes).toEqual(["", "9", "1 9"]);
  page.advance(newcomerHoldMs - 1);
  expect(changes.length).toBe(3);
  page.advance(1);
  expect(changes.slice(3)).toEqual(["1 2 9"]);
});

Deno.test("Participants never shows a newcomer that is evicted, whatever LiveKit reports of it then", () => {
  const { page, list, participants, room } = setUpNewcomers();
  participants.show(participantOf(2, 3));
  participants.markConnected();
  const changes = changesOf(list);
  const banned = `${seatIdOf(2)}.3`;
  participants.hide(banned);
  participants.leave(banned);
  for (const generation of [3, 4]) {
    const identity = `${seatIdOf(2)}.${generation}`;
    // It sends nothing: LiveKit reports its leaving 3 s later.
    participants.show(participantOf(2, generation));
    page.advance(newcomerHoldMs - 1);
    participants.hide(identity);
    page.advance(3_000);
    participants.leave(identity);
  }
  // The eviction arrives before LiveKit reports the participant.
  participants.hide(`${seatIdOf(2)}.5`);
  participants.show(participantOf(2, 5));
  page.advance(3_000);
  participants.leave(`${seatIdOf(2)}.5`);
  page.advance(60_000);
  expect(changes).toEqual(["2", ""]);
  expect(room.volumes.get(`${seatIdOf(2)}.4`)).toBe(0);
});

Deno.test("Participants counts a goodbye once, however often a participant that stays says it [S70]", () => {
  const { page, list, participants, room } = setUpNewcomers();
  const liar = `${seatIdOf(2)}.1`;
  participants.show(participantOf(2, 1));
  participants.markConnected();
  const changes = changesOf(list);
  // The packet comes all the time: also while its sender is about to be shown again.
  for (let ms = 0; ms < 10 * hiddenMs; ms += 300) {
    participants.goodbye(liar);
    participants.show(participantOf(2, 1));
    page.advance(300);
  }
  expect(changes).toEqual(["2", "", "2"]);
  expect(room.volumes.get(liar)).toBe(0.5);
});

Deno.test("Participants counts no goodbye of a participant not shown yet, and few of one seat that joins again and again [S71]", () => {
  const { page, list, participants, room } = setUpNewcomers();
  participants.markConnected();
  const changes = changesOf(list);
  for (let generation = 1; generation <= maxGoodbyes + 3; generation++) {
    const identity = `${seatIdOf(2)}.${generation}`;
    participants.leave(`${seatIdOf(2)}.${generation - 1}`);
    participants.show(participantOf(2, generation));
    participants.goodbye(identity);
    page.advance(newcomerHoldMs);
    expect(list.value.length).toBe(1);
    participants.goodbye(identity);
    const isHidden = generation <= maxGoodbyes;
    expect(list.value.length).toBe(isHidden ? 0 : 1);
    // Not seen: not heard either.
    if (isHidden) expect(room.volumes.get(identity)).toBe(0);
    page.advance(hiddenMs - newcomerHoldMs - 1);
  }
  expect(changes.at(-1)).toBe("2");
});

Deno.test("Participants shows an evicted participant again that stays, as it is then", () => {
  const { page, list, participants } = setUpNewcomers();
  participants.show(participantOf(2, 1));
  participants.markConnected();
  const changes = changesOf(list);
  participants.hide(`${seatIdOf(2)}.1`);
  participants.show(participantOf(2, 1, { isSpeaking: true }));
  page.advance(hiddenMs + newcomerHoldMs);
  expect(changes).toEqual(["2", "", "2"]);
  expect(list.value[0].isSpeaking.value).toBe(true);
  // During an interruption a leaving is unknown: the room reports its participants once connected.
  participants.hide(`${seatIdOf(2)}.1`);
  participants.markReconnecting();
  page.advance(hiddenMs + newcomerHoldMs);
  expect(changes.at(-1)).toBe("");
  participants.markConnected();
  participants.show(participantOf(2, 1));
  page.advance(newcomerHoldMs);
  expect(changes.at(-1)).toBe("2");
});

Deno.test("Participants shows only the newest generation of a seat", () => {
  const { list, participants } = setUp();
  participants.show(participantOf(2, 7));
  participants.show(participantOf(2, 6, { camera: picture }));
  expect(list.value[0].participantId.value).toBe(`${seatIdOf(2)}.7`);
  expect(list.value[0].camera.value).toBeNull();
  participants.leave(`${seatIdOf(2)}.6`);
  expect(list.value[0].isReconnecting.value).toBe(false);
});

Deno.test("Participants never goes back to an older generation after the newest left", () => {
  const { list, participants } = setUp();
  participants.show(participantOf(2, 7));
  participants.leave(`${seatIdOf(2)}.7`);
  participants.show(participantOf(2, 6));
  expect(list.value[0].isReconnecting.value).toBe(true);
});

Deno.test("Participants keeps the tile, and its object, through a reload", () => {
  const { page, list, participants } = setUp();
  participants.show(participantOf(2, 1, { camera: picture, isSpeaking: true }));
  const before = list.value;
  participants.leave(`${seatIdOf(2)}.1`);
  expect(before[0].isReconnecting.value).toBe(true);
  expect(before[0].camera.value).toBeNull();
  expect(before[0].isSpeaking.value).toBe(false);
  page.advance(2999);
  participants.show(participantOf(2, 2, { camera: picture }));
  page.advance(60_000);
  expect(list.value).toBe(before);
  expect(before[0].isReconnecting.value).toBe(false);
  expect(before[0].camera.value).toBe(picture);
});

Deno.test("Participants drops a tile 3 s after its participant left", () => {
  const { page, participants, seats } = setUp();
  participants.show(participantOf(2, 1));
  participants.leave(`${seatIdOf(2)}.1`);
  page.advance(2999);
  expect(seats()).toEqual([seatIdOf(2)]);
  page.advance(1);
  expect(seats()).toEqual([]);
});

Deno.test("Participants shows only this browser on its own seat", () => {
  const { list, participants } = setUp();
  participants.show(participantOf(1, 4, { isLocal: true }));
  participants.show(participantOf(1, 5, { camera: picture }));
  participants.leave(`${seatIdOf(1)}.5`);
  expect(list.value.length).toBe(1);
  expect(list.value[0].isLocal).toBe(true);
  expect(list.value[0].camera.value).toBeNull();
  expect(list.value[0].isReconnecting.value).toBe(false);
});

Deno.test("Participants gives a seat to participants without a token of ours", () => {
  const { participants, seats } = setUp();
  participants.show(participantOf(9, 1, { identity: "agent-7", attributes: {} }));
  expect(seats()).toEqual(["agent-7"]);
});

Deno.test("Participants believes LiveKit's kind of a participant without a token of ours, and not its attributes [S130]", () => {
  const { list, participants, seats } = setUp();
  participants.show(participantOf(9, 1, {
    identity: "agent-7",
    outsideKind: "agent",
    attributes: {
      "madang.seat": seatIdOf(2),
      "madang.kind": "user",
      "madang.role": "owner",
    },
  }));
  expect(seats()).toEqual(["agent-7"]);
  expect(list.value[0].kind.value).toBe("agent");
  expect(list.value[0].role.value).toBe("speaker");
});

Deno.test("Participants gives the copy of a participant that LiveKit makes no tile of its own", () => {
  const { participants, seats } = setUp();
  participants.show(participantOf(2, 1));
  participants.show(participantOf(2, 1, { identity: `${seatIdOf(2)}.1#x`, attributes: {} }));
  expect(seats()).toEqual([seatIdOf(2)]);
});

Deno.test("Participants numbers alike names, and again when a participant leaves", () => {
  const { page, list, participants } = setUp();
  participants.show(participantOf(2, 1, { name: "Kim" }));
  participants.show(participantOf(3, 1, { name: "Kim" }));
  const [, second] = list.value;
  expect(list.value.map((seat) => seat.displayName.value)).toEqual(["Kim", "Kim (2)"]);
  participants.leave(`${seatIdOf(2)}.1`);
  page.advance(3000);
  expect(second.displayName.value).toBe("Kim");
});

Deno.test("Participants leaves namesakes their numbers when the first of them reloads", () => {
  const { list, participants } = setUp();
  const kim = (seat: number, generation: number, joinedAtMs: number, since: number) => {
    const snapshot = participantOf(seat, generation, { name: "Kim", joinedAtMs });
    const attributes = { ...snapshot.attributes, "madang.since": String(since) };
    participants.show({ ...snapshot, attributes });
  };
  kim(2, 1, 2000, 2500);
  kim(3, 1, 3000, 3500);
  participants.leave(`${seatIdOf(2)}.1`);
  kim(2, 2, 9000, 2500);
  const [first, second] = list.value;
  expect([first.displayName.value, second.displayName.value]).toEqual(["Kim", "Kim (2)"]);
  // The later holder of the name comes after.
  kim(2, 3, 9000, 9500);
  expect([first.displayName.value, second.displayName.value]).toEqual(["Kim (2)", "Kim"]);
});

Deno.test("Participants takes up a new name", () => {
  const { list, participants } = setUp();
  participants.show(participantOf(2, 1, { name: "Kim" }));
  participants.show(participantOf(2, 1, { name: "Lee" }));
  expect(list.value[0].displayName.value).toBe("Lee");
});

Deno.test("Participants updates one tile, and not the list, when one of 25 people speaks", () => {
  const { list, participants } = setUp();
  for (let seat = 1; seat <= 25; seat++) participants.show(participantOf(seat, 1));
  let listRuns = 0;
  const runs = list.value.map(() => 0);
  const disposers = list.value.map((seat, i) =>
    effect(() => {
      runs[i]++;
      void [seat.isSpeaking.value, seat.displayName.value, seat.camera.value, seat.quality.value];
    })
  );
  disposers.push(effect(() => void (list.value, listRuns++)));
  participants.show(participantOf(7, 1, { isSpeaking: true }));
  disposers.forEach((dispose) => dispose());
  expect(listRuns).toBe(1);
  expect(runs.map((count, i) => [i, count]).filter(([, count]) => count > 1)).toEqual([[6, 2]]);
});

Deno.test("Participants applies the remembered volume of a seat times the volume of all", () => {
  const storage = new FakeStoragePort();
  const { list, participants, room, master } = setUp(storage);
  participants.show(participantOf(2, 1));
  expect(room.volumes.get(`${seatIdOf(2)}.1`)).toBe(1);
  list.value[0].setVolume(40);
  expect(room.volumes.get(`${seatIdOf(2)}.1`)).toBe(0.4);
  participants.show(participantOf(2, 2));
  expect(room.volumes.get(`${seatIdOf(2)}.2`)).toBe(0.4);
  master.value = 50;
  participants.applyVolumes();
  expect(room.volumes.get(`${seatIdOf(2)}.2`)).toBe(0.2);

  list.value[0].setVolume(180);
  list.value[0].setScreenVolume(60);
  expect(room.volumes.get(`${seatIdOf(2)}.2`)).toBe(0.9);
  expect(room.screenVolumes.get(`${seatIdOf(2)}.2`)).toBe(0.3);

  const later = setUp(storage);
  later.participants.show(participantOf(2, 9));
  const [again] = later.list.value;
  expect([again.volume.value, again.screenVolume.value]).toEqual([180, 60]);
});

Deno.test("Participants ignores volumes out of range, also in storage", () => {
  const storage = new FakeStoragePort();
  storage.values.set("madang.volumes", { [seatIdOf(2)]: 900, [seatIdOf(3)]: "loud" });
  const { list, participants } = setUp(storage);
  participants.show(participantOf(2, 1));
  participants.show(participantOf(3, 1));
  expect(list.value.map((seat) => seat.volume.value)).toEqual([100, 100]);
  list.value[0].setVolume(-5);
  expect(list.value[0].volume.value).toBe(0);
  list.value[0].setVolume(201);
  list.value[0].setScreenVolume(101);
  expect([list.value[0].volume.value, list.value[0].screenVolume.value]).toEqual([200, 100]);
});

Deno.test("Participants holds all seats while the room is lost, and then those that are not in the next", () => {
  const { page, list, participants, seats } = setUp();
  participants.show(participantOf(1, 1, { isLocal: true }));
  participants.show(participantOf(2, 1));
  participants.show(participantOf(3, 1));
  participants.detachRoom();
  page.advance(600_000);
  expect(list.value.map((seat) => seat.isReconnecting.value)).toEqual([true, true, true]);
  participants.attachRoom(new FakeRoomPort());
  participants.show(participantOf(1, 2, { isLocal: true }));
  participants.show(participantOf(3, 1));
  page.advance(600_000);
  expect(seats().length).toBe(3);
  participants.markConnected();
  page.advance(3000);
  expect(seats()).toEqual([seatIdOf(1), seatIdOf(3)]);
  expect(list.value.every((seat) => !seat.isReconnecting.value)).toBe(true);
});

Deno.test("Participants holds no seat after a goodbye, whatever LiveKit still reports of it", () => {
  const { page, participants, seats } = setUp();
  participants.show(participantOf(2, 1));
  participants.goodbye(`${seatIdOf(2)}.1`);
  expect(seats()).toEqual([]);
  participants.show(participantOf(2, 1, { quality: "lost" }));
  participants.leave(`${seatIdOf(2)}.1`);
  page.advance(3000);
  expect(seats()).toEqual([]);
  participants.show(participantOf(2, 2));
  expect(seats()).toEqual([seatIdOf(2)]);
});

Deno.test("Participants shows no participant after its goodbye that the next room does not report", () => {
  const { page, participants, seats } = setUp();
  participants.show(participantOf(2, 1));
  participants.show(participantOf(3, 1));
  participants.goodbye(`${seatIdOf(2)}.1`);
  // The connection is lost before anybody could tell that they left.
  participants.detachRoom();
  participants.attachRoom(new FakeRoomPort());
  participants.show(participantOf(3, 1));
  participants.markConnected();
  page.advance(hiddenMs + newcomerHoldMs);
  expect(seats()).toEqual([seatIdOf(3)]);
});

Deno.test("Participants shows a participant again after its goodbye that the next room reports", () => {
  const { page, participants, seats } = setUp();
  participants.show(participantOf(2, 1));
  participants.goodbye(`${seatIdOf(2)}.1`);
  // livekit-client reports that all participants left, and reports them again.
  participants.leave(`${seatIdOf(2)}.1`);
  participants.markReconnecting();
  participants.markConnected();
  participants.show(participantOf(2, 1));
  page.advance(hiddenMs + newcomerHoldMs);
  expect(seats()).toEqual([seatIdOf(2)]);
});

Deno.test("Participants does not let an older generation hide the newest", () => {
  const { participants, seats } = setUp();
  participants.show(participantOf(2, 2));
  participants.hide(`${seatIdOf(2)}.1`);
  expect(seats()).toEqual([seatIdOf(2)]);
});

Deno.test("Participants drops no tile while the connection is interrupted", () => {
  const { page, participants, seats } = setUp();
  participants.show(participantOf(2, 1));
  participants.show(participantOf(3, 1));
  participants.leave(`${seatIdOf(2)}.1`);
  participants.markReconnecting();
  participants.leave(`${seatIdOf(3)}.1`);
  page.advance(60_000);
  expect(seats().length).toBe(2);
  participants.markConnected();
  participants.show(participantOf(3, 1));
  page.advance(3000);
  expect(seats()).toEqual([seatIdOf(3)]);
});

Deno.test("Participants gives the order in which shared screens began, whichever was seen first", () => {
  const { list, participants } = setUp();
  const shown = (seat: number, screenSinceMs: number) =>
    participants.show(participantOf(seat, 1, { screen: picture, screenSinceMs }));
  shown(1, 7000);
  shown(2, 5000);
  const orders = () => list.value.map(({ screenOrder }) => screenOrder.value);
  expect(orders()).toEqual([7000, 5000]);
  participants.show(participantOf(2, 1));
  shown(2, 9000);
  expect(orders()).toEqual([7000, 9000]);
});

Deno.test("Participants shows an announced participant at once, before LiveKit reports it", () => {
  const { page, list, participants, room } = setUpNewcomers();
  participants.show(participantOf(9, 1, { isLocal: true, joinedAtMs: 60_000 }));
  participants.markConnected();
  const changes = changesOf(list);
  participants.announce(participantOf(2, 1));
  expect(room.volumes.get(`${seatIdOf(2)}.1`)).toBe(0.5);
  const tile = list.value[0];
  page.advance(announcementMs - 1);
  participants.show(participantOf(2, 1, { isSpeaking: true }));
  page.advance(60_000);
  expect(changes).toEqual(["9", "2 9"]);
  expect(list.value[0]).toBe(tile);
  expect(tile.isSpeaking.value).toBe(true);
});

Deno.test("Participants drops an announced participant that LiveKit does not report", () => {
  const { page, list, participants } = setUpNewcomers();
  participants.markConnected();
  const changes = changesOf(list);
  participants.announce(participantOf(2, 1));
  page.advance(announcementMs);
  expect(changes).toEqual(["", "2", ""]);
  // The participant leaves before LiveKit has reported its joining.
  participants.announce(participantOf(3, 1));
  participants.goodbye(`${seatIdOf(3)}.1`);
  expect(changes.at(-1)).toBe("");
  participants.announce(participantOf(4, 1));
  participants.hide(`${seatIdOf(4)}.1`);
  expect(changes.at(-1)).toBe("");
  page.advance(60_000);
  expect(changes).toEqual(["", "2", "", "3", "", "4", ""]);
});

Deno.test("Participants brings nobody back by a late announcement", () => {
  const { page, list, participants } = setUpNewcomers();
  // Before the room is connected, LiveKit's reports are awaited.
  participants.announce(participantOf(7, 1));
  participants.show(participantOf(2, 1));
  participants.show(participantOf(3, 2));
  participants.show(participantOf(5, 1));
  participants.markConnected();
  participants.leave(`${seatIdOf(2)}.1`);
  participants.goodbye(`${seatIdOf(5)}.1`);
  participants.leave(`${seatIdOf(5)}.1`);
  page.advance(60_000);
  const changes = changesOf(list);
  for (const gone of [2, 5]) participants.announce(participantOf(gone, 1));
  // Shown in a newer generation; reported as a newcomer, and not shown yet.
  participants.announce(participantOf(3, 1, { name: "Old" }));
  participants.show(participantOf(4, 1));
  participants.announce(participantOf(4, 1));
  expect(changes).toEqual(["3"]);
  page.advance(60_000);
  expect(changes).toEqual(["3", "3 4"]);
  expect(list.value[0].participantId.value).toBe(`${seatIdOf(3)}.2`);
  // A room that is lost takes its announcements along.
  participants.announce(participantOf(6, 1));
  participants.detachRoom();
  participants.attachRoom(new FakeRoomPort());
  participants.show(participantOf(3, 2));
  participants.show(participantOf(6, 1));
  participants.markConnected();
  page.advance(60_000);
  expect(changes.at(-1)).toBe("3 6");
});

Deno.test("Participants shows a raised hand by the server's moment, and none of a participant of others", () => {
  const { list, participants } = setUp();
  const show = (seat: number, hand: string) => {
    const { attributes } = participantOf(seat, 1);
    participants.show(
      participantOf(seat, 1, { attributes: { ...attributes, "madang.hand": hand } }),
    );
  };
  const hands = () => list.value.map(({ handRaisedAt }) => handRaisedAt.value);
  show(2, "1764500000000");
  show(3, "");
  show(4, "yesterday");
  participants.show(participantOf(5, 1, {
    identity: "agent",
    attributes: { "madang.hand": "1764500000000" },
  }));
  expect(hands()).toEqual([1764500000000, null, null, null]);
  show(2, "");
  expect(hands()).toEqual([null, null, null, null]);
});

Deno.test("Participants shows two reactions a second of one sender for a while, and none of an unknown one", () => {
  const { page, list, participants } = setUp();
  participants.show(participantOf(2, 1));
  participants.show(participantOf(3, 1));
  const shown = () =>
    list.value.map(({ reactions }) => reactions.value.map(({ reaction }) => reaction));
  const react = (seat: number) => participants.react(`${seatIdOf(seat)}.1`, "heart");
  expect([react(2), react(2), react(2), react(3), react(9)]).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  expect(shown()).toEqual([["heart", "heart"], ["heart"]]);
  page.advance(1000);
  expect([react(2), react(2), react(2)]).toEqual([true, true, false]);
  page.advance(reactionShownMs - 1000);
  expect(shown()).toEqual([["heart", "heart"], []]);
  // A person who is away reacts no more.
  participants.leave(`${seatIdOf(2)}.1`);
  expect(react(2)).toBe(false);
});
