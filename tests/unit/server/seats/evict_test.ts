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
import { connectionOf, openTestServices, type TestServices } from "../../../fakes/test_services.ts";

const room = "space-tea";

async function raiseFloor(server: TestServices, seatId: string) {
  const row = await server.kv.get(seatKey(seatId));
  await server.kv.commit(seatAfterMint(foundSeat(row, server.now)!, "another", server.now));
}

function foreign(identity: string) {
  return { ...connectionOf("seat_x", 1), sid: `PA_${identity}`, identity };
}

Deno.test("evictStaleParticipants() removes participants below the floor, and no others", async () => {
  await using server = await openTestServices();
  const [seatId, other] = [await server.seat(2), await server.seat()];
  await raiseFloor(server, seatId);
  server.livekit.rooms.set(room, [
    connectionOf(seatId, 1),
    connectionOf(seatId, 2),
    connectionOf(seatId, 3),
    connectionOf(other, 1),
  ]);
  const result = await evictStaleParticipants(server.services, room);
  expect(server.livekit.removed).toEqual([identityOf(seatId, 1), identityOf(seatId, 2)]);
  expect(result.evicted.map(({ identity }) => identity)).toEqual(server.livekit.removed);
  expect(result.staying.map(({ identity }) => identity)).toEqual([
    identityOf(seatId, 3),
    identityOf(other, 1),
  ]);
});

Deno.test("evictStaleParticipants() removes participants of retired and unknown seats, and identities of ours with #", async () => {
  await using server = await openTestServices();
  const [retired, good] = [await server.seat(), await server.seat()];
  const row = await server.kv.get(seatKey(retired));
  await server.kv.commit(retireSeat(foundSeat(row, server.now)!, server.now));
  const unknown = `seat_${"f".repeat(32)}`;
  const copy = foreign(`${identityOf(good, 1)}#x`);
  server.livekit.rooms.set(room, [
    connectionOf(retired, 5),
    connectionOf(unknown, 1),
    copy,
    connectionOf(good, 1),
  ]);
  await evictStaleParticipants(server.services, room);
  expect(server.livekit.removed.toSorted()).toEqual(
    [identityOf(retired, 5), identityOf(unknown, 1), copy.identity].toSorted(),
  );
});

Deno.test("evictStaleParticipants() announces evictions, but not where a newer connection of the same person replaces the older", async () => {
  await using server = await openTestServices();
  const [moved, ended, retired] = [await server.seat(), await server.seat(), await server.seat()];
  await raiseFloor(server, moved);
  const row = async (seatId: string) => await server.kv.get(seatKey(seatId));
  const end = { session: null, reason: "ended" } as const;
  await server.kv.commit(seatAfterEnd(await row(ended), end, server.now)!);
  await server.kv.commit(retireSeat(foundSeat(await row(retired), server.now)!, server.now));
  const out = [connectionOf(ended, 1), connectionOf(retired, 1), foreign(`${moved}.2#x`)];
  server.livekit.rooms.set(room, [connectionOf(moved, 1), ...out]);
  await evictStaleParticipants(server.services, room);
  expect(server.livekit.sent).toEqual(
    out.map(({ identity }) => `null ${evictionTopic} {"identity":"${identity}"}`),
  );
});

Deno.test("evictStaleParticipants() leaves alone what is not of our grammar", async () => {
  await using server = await openTestServices();
  const names = ["EG_egress", "agent-1", "alice", "bob#1", "seat_1.1", "seat_" + "0".repeat(32)];
  server.livekit.rooms.set(room, names.map(foreign));
  const result = await evictStaleParticipants(server.services, room);
  expect(server.livekit.removed).toEqual([]);
  expect(result.staying).toEqual([]);
});

Deno.test("evictStaleParticipants() of some seats looks at no other", async () => {
  await using server = await openTestServices();
  const [one, two] = [await server.seat(), await server.seat()];
  await raiseFloor(server, one);
  await raiseFloor(server, two);
  server.livekit.rooms.set(room, [connectionOf(one, 1), connectionOf(two, 1)]);
  await evictStaleParticipants(server.services, room, { seatIds: [one] });
  expect(server.livekit.removed).toEqual([identityOf(one, 1)]);
});

Deno.test("evictStaleParticipants() reads the seats after the list: a newcomer does not look unknown", async () => {
  await using server = await openTestServices();
  const unmade = `seat_${"e".repeat(32)}`;
  server.livekit.rooms.set(room, [connectionOf(unmade, 1)]);
  server.livekit.onListed = async () => {
    const made = await server.seat();
    server.livekit.rooms.set(room, [connectionOf(made, 1)]);
    const row = await server.kv.get(seatKey(made));
    const value = { ...row.value!, seatId: unmade };
    const write = { type: "set" as const, key: seatKey(unmade), value };
    await server.kv.commit({ checks: [], writes: [write] });
  };
  await evictStaleParticipants(server.services, room);
  expect(server.livekit.removed).toEqual([]);
});

Deno.test("evictStaleParticipants() reads more seats than one read holds", async () => {
  await using server = await openTestServices();
  const seats = await Promise.all(Array.from({ length: 23 }, () => server.seat()));
  server.livekit.rooms.set(room, seats.map((seatId) => connectionOf(seatId, 1)));
  const result = await evictStaleParticipants(server.services, room);
  expect(result.staying).toHaveLength(23);
  expect([...result.seats.keys()].toSorted()).toEqual(seats.toSorted());
});

Deno.test("evictStaleParticipants() goes on after LiveKit fails to remove one, and answers which", async () => {
  await using server = await openTestServices();
  const [one, two] = [await server.seat(), await server.seat()];
  await raiseFloor(server, one);
  await raiseFloor(server, two);
  server.livekit.rooms.set(room, [connectionOf(one, 1), connectionOf(two, 1)]);
  const remove = server.livekit.removeParticipant.bind(server.livekit);
  server.livekit.removeParticipant = (roomName, identity) =>
    identity === identityOf(one, 1) ? Promise.reject(new Error("500")) : remove(roomName, identity);
  const result = await evictStaleParticipants(server.services, room);
  expect(result.failed.map(({ identity }) => identity)).toEqual([identityOf(one, 1)]);
  expect(result.evicted.map(({ identity }) => identity)).toEqual([identityOf(two, 1)]);
});

Deno.test("evictAndWait() never rejects, whatever LiveKit does", async () => {
  await using server = await openTestServices();
  server.livekit.failure = new Error("away");
  await evictAndWait(server.services, [{ slug: "tea", seatId: await server.seat() }]);
});
