import { expect } from "expect";
import { identityOf } from "../../../../lib/contract/participant.ts";
import { evictionTopic } from "../../../../lib/contract/space.ts";
import { evictStaleParticipants } from "../../../../lib/server/seats/evict.ts";
import { seatKey } from "../../../../lib/server/rows/kv_keys.ts";
import {
  foundSeat,
  retireSeat,
  seatAfterEnd,
  seatAfterMint,
} from "../../../../lib/server/seats/seats.ts";
import { evictAndWait } from "../../../../lib/server/seats/evict_and_wait.ts";
import {
  connectionOf,
  openPresenceStage,
  type PresenceStage,
} from "../../../fakes/presence_stage.ts";

const room = "space-tea";

async function raiseFloor(stage: PresenceStage, seatId: string) {
  const row = await stage.kv.get(seatKey(seatId));
  await stage.kv.commit(seatAfterMint(foundSeat(row, stage.now)!, "another", stage.now));
}

function foreign(identity: string) {
  return { ...connectionOf("seat_x", 1), sid: `PA_${identity}`, identity };
}

Deno.test("evictStaleParticipants() removes participants below the floor, and no others", async () => {
  await using stage = await openPresenceStage();
  const [seatId, other] = [await stage.seat(2), await stage.seat()];
  await raiseFloor(stage, seatId);
  stage.livekit.rooms.set(room, [
    connectionOf(seatId, 1),
    connectionOf(seatId, 2),
    connectionOf(seatId, 3),
    connectionOf(other, 1),
  ]);
  const result = await evictStaleParticipants(stage.services, room);
  expect(stage.livekit.removed).toEqual([identityOf(seatId, 1), identityOf(seatId, 2)]);
  expect(result.evicted.map(({ identity }) => identity)).toEqual(stage.livekit.removed);
  expect(result.staying.map(({ identity }) => identity)).toEqual([
    identityOf(seatId, 3),
    identityOf(other, 1),
  ]);
});

Deno.test("evictStaleParticipants() removes participants of retired and unknown seats, and identities of ours with #", async () => {
  await using stage = await openPresenceStage();
  const [retired, good] = [await stage.seat(), await stage.seat()];
  const row = await stage.kv.get(seatKey(retired));
  await stage.kv.commit(retireSeat(foundSeat(row, stage.now)!, stage.now));
  const unknown = `seat_${"f".repeat(32)}`;
  const copy = foreign(`${identityOf(good, 1)}#x`);
  stage.livekit.rooms.set(room, [
    connectionOf(retired, 5),
    connectionOf(unknown, 1),
    copy,
    connectionOf(good, 1),
  ]);
  await evictStaleParticipants(stage.services, room);
  expect(stage.livekit.removed.toSorted()).toEqual(
    [identityOf(retired, 5), identityOf(unknown, 1), copy.identity].toSorted(),
  );
});

Deno.test("evictStaleParticipants() announces evictions, but not where a newer connection of the same person replaces the older", async () => {
  await using stage = await openPresenceStage();
  const [moved, ended, retired] = [await stage.seat(), await stage.seat(), await stage.seat()];
  await raiseFloor(stage, moved);
  const row = async (seatId: string) => await stage.kv.get(seatKey(seatId));
  const end = { session: null, reason: "ended" } as const;
  await stage.kv.commit(seatAfterEnd(await row(ended), end, stage.now)!);
  await stage.kv.commit(retireSeat(foundSeat(await row(retired), stage.now)!, stage.now));
  const out = [connectionOf(ended, 1), connectionOf(retired, 1), foreign(`${moved}.2#x`)];
  stage.livekit.rooms.set(room, [connectionOf(moved, 1), ...out]);
  await evictStaleParticipants(stage.services, room);
  expect(stage.livekit.sent).toEqual(
    out.map(({ identity }) => `null ${evictionTopic} {"identity":"${identity}"}`),
  );
});

Deno.test("evictStaleParticipants() leaves alone what is not of our grammar", async () => {
  await using stage = await openPresenceStage();
  const names = ["EG_egress", "agent-1", "alice", "bob#1", "seat_1.1", "seat_" + "0".repeat(32)];
  stage.livekit.rooms.set(room, names.map(foreign));
  const result = await evictStaleParticipants(stage.services, room);
  expect(stage.livekit.removed).toEqual([]);
  expect(result.staying).toEqual([]);
});

Deno.test("evictStaleParticipants() of some seats looks at no other", async () => {
  await using stage = await openPresenceStage();
  const [one, two] = [await stage.seat(), await stage.seat()];
  await raiseFloor(stage, one);
  await raiseFloor(stage, two);
  stage.livekit.rooms.set(room, [connectionOf(one, 1), connectionOf(two, 1)]);
  await evictStaleParticipants(stage.services, room, { seatIds: [one] });
  expect(stage.livekit.removed).toEqual([identityOf(one, 1)]);
});

Deno.test("evictStaleParticipants() reads the seats after the list: a newcomer does not look unknown", async () => {
  await using stage = await openPresenceStage();
  const unmade = `seat_${"e".repeat(32)}`;
  stage.livekit.rooms.set(room, [connectionOf(unmade, 1)]);
  stage.livekit.onListed = async () => {
    const made = await stage.seat();
    stage.livekit.rooms.set(room, [connectionOf(made, 1)]);
    const row = await stage.kv.get(seatKey(made));
    const value = { ...row.value!, seatId: unmade };
    const write = { type: "set" as const, key: seatKey(unmade), value };
    await stage.kv.commit({ checks: [], writes: [write] });
  };
  await evictStaleParticipants(stage.services, room);
  expect(stage.livekit.removed).toEqual([]);
});

Deno.test("evictStaleParticipants() reads more seats than one read holds", async () => {
  await using stage = await openPresenceStage();
  const seats = await Promise.all(Array.from({ length: 23 }, () => stage.seat()));
  stage.livekit.rooms.set(room, seats.map((seatId) => connectionOf(seatId, 1)));
  const result = await evictStaleParticipants(stage.services, room);
  expect(result.staying).toHaveLength(23);
  expect([...result.seats.keys()].toSorted()).toEqual(seats.toSorted());
});

Deno.test("evictStaleParticipants() goes on after LiveKit fails to remove one, and answers which", async () => {
  await using stage = await openPresenceStage();
  const [one, two] = [await stage.seat(), await stage.seat()];
  await raiseFloor(stage, one);
  await raiseFloor(stage, two);
  stage.livekit.rooms.set(room, [connectionOf(one, 1), connectionOf(two, 1)]);
  const remove = stage.livekit.removeParticipant.bind(stage.livekit);
  stage.livekit.removeParticipant = (roomName, identity) =>
    identity === identityOf(one, 1) ? Promise.reject(new Error("500")) : remove(roomName, identity);
  const result = await evictStaleParticipants(stage.services, room);
  expect(result.failed.map(({ identity }) => identity)).toEqual([identityOf(one, 1)]);
  expect(result.evicted.map(({ identity }) => identity)).toEqual([identityOf(two, 1)]);
});

Deno.test("evictAndWait() never rejects, whatever LiveKit does", async () => {
  await using stage = await openPresenceStage();
  stage.livekit.failure = new Error("away");
  await evictAndWait(stage.services, [{ slug: "tea", seatId: await stage.seat() }]);
});
