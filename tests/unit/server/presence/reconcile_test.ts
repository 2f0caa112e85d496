/** What the reconciler corrects, and what it leaves alone: one server and one claim in each test. */
import { expect } from "expect";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { readEventLog } from "../../../../lib/server/presence/event_log.ts";
import { seatKey, tokenRequestedKey } from "../../../../lib/server/rows/kv_keys.ts";
import {
  deleteRow,
  type KvPort,
  type KvRow,
  setRow,
} from "../../../../lib/server/storage/kv_port.ts";
import { readPresence } from "../../../../lib/server/presence/presence.ts";
import {
  inhabitedSpacesPrefix,
  presencePrefix,
  type PresenceRow,
} from "../../../../lib/server/rows/presence_rows.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import {
  reconcileAll,
  reconcileAllWhenDue,
  reconcileWhenStale,
  startReconcileRounds,
} from "../../../../lib/server/presence/reconcile_rounds.ts";
import { foundSeat, seatAfterMint } from "../../../../lib/server/seats/seats.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import {
  connectionOf,
  eventOf,
  openTestServices,
  overtakenBy,
  portOf,
} from "../../../fakes/test_services.ts";

const room = "space-tea";
const joined = "participant_joined";
const left = "participant_left";

Deno.test("reconcile() shows participants inside when no event ever came", async () => {
  await using server = await openTestServices();
  const here = connectionOf(await server.seat(), 1);
  const joining = { ...connectionOf(await server.seat(), 1), isActive: false };
  server.livekit.rooms.set(room, [here, joining, { ...here, sid: "PA_agent", identity: "agent" }]);
  await reconcile(server.services, "tea");
  const { presence } = await readPresence(server.kv, "tea");
  expect(presence.people?.map(({ seatId }) => seatId)).toEqual([here.identity.split(".")[0]]);
  expect(server.livekit.removed).toEqual([]);
  // The late event has no further effect, nor a second line in the log.
  await applyWebhookEvent(server.services, eventOf(joined, here));
  expect(await readEventLog(server.kv, "tea", server.now)).toHaveLength(1);
});

Deno.test("reconcile() removes a connection whose left never came; a late joined does not bring it back", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  const ghost = connectionOf(seatId, 1);
  await applyWebhookEvent(server.services, eventOf(joined, ghost));
  await reconcile(server.services, "tea");
  await applyWebhookEvent(server.services, eventOf(joined, ghost));
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
  expect(await server.kv.list(inhabitedSpacesPrefix)).toEqual([]);
});

Deno.test("reconcile() removes generations that are gone from their seats, so that tokens ask LiveKit for nothing", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  await applyWebhookEvent(server.services, eventOf(joined, connectionOf(seatId, 1)));
  expect((await server.kv.get(seatKey(seatId))).value?.live).toEqual([1]);
  await reconcile(server.services, "tea");
  expect((await server.kv.get(seatKey(seatId))).value?.live).toEqual([]);
});

Deno.test("reconcile() removes the generation of a participant of a finished room whose left never came", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  const gone = connectionOf(seatId, 1);
  await applyWebhookEvent(server.services, eventOf(joined, gone));
  const createdAtMs = gone.joinedAtMs + 60_000;
  await applyWebhookEvent(server.services, eventOf("room_finished", null, { createdAtMs }));
  await reconcile(server.services, "tea");
  expect((await server.kv.get(seatKey(seatId))).value?.live).toEqual([]);
});

Deno.test("reconcile() removes at the next pass a generation that it could not remove at once", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  await applyWebhookEvent(server.services, eventOf(joined, connectionOf(seatId, 1)));
  const kv: KvPort = {
    ...portOf(server.kv),
    commit: (commit) =>
      commit.writes.some(({ key }) => key[0] === "seat")
        ? Promise.reject(new AppError("storage-unavailable", "away"))
        : server.kv.commit(commit),
  };
  await expect(reconcile({ ...server.services, kv }, "tea")).rejects.toThrow("away");
  // However late: tombstones are over by then.
  const rows: KvRow<PresenceRow>[] = await server.kv.list(presencePrefix("tea"));
  const tombstones = rows.filter(({ value }) => value?.leftAtMs !== null);
  await server.kv.commit({ checks: [], writes: tombstones.map(({ key }) => deleteRow(key)) });
  await reconcileAll(server.services);
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
  expect((await server.kv.get(seatKey(seatId))).value?.live).toEqual([]);
  expect(await server.kv.list(inhabitedSpacesPrefix)).toEqual([]);
});

Deno.test("reconcile() does not remove a generation that is back under another sid", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  const [before, back, again] = [1, 2, 3].map((second) => connectionOf(seatId, 1, second * 1000));
  await applyWebhookEvent(server.services, eventOf(joined, before));
  await applyWebhookEvent(server.services, eventOf(joined, back));
  server.livekit.rooms.set(room, [back]);
  await reconcile(server.services, "tea");
  const live = async () => (await server.kv.get(seatKey(seatId))).value?.live;
  expect(await live()).toEqual([1]);
  // Nor one that comes back just after an empty list.
  server.livekit.rooms.set(room, []);
  let lists = 0;
  const kv: KvPort = {
    ...portOf(server.kv),
    async list(prefix, limit) {
      const rows = await server.kv.list(prefix, limit);
      if (++lists === 1) {
        server.livekit.rooms.set(room, [again]);
        await applyWebhookEvent(server.services, eventOf(joined, again));
      }
      return rows;
    },
  };
  await reconcile({ ...server.services, kv }, "tea");
  expect(await live()).toEqual([1]);
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(1);
});

Deno.test("reconcile() evicts stale participants and no others", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(3);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 3)];
  await applyWebhookEvent(server.services, eventOf(joined, current));
  const unknown = connectionOf(`seat_${"e".repeat(32)}`, 1);
  const copy = { ...current, sid: "PA_copy", identity: `${current.identity}#x` };
  const agent = { ...current, sid: "PA_agent", identity: "agent-7" };
  server.livekit.rooms.set(room, [old, current, unknown, copy, agent]);
  await reconcile(server.services, "tea");
  expect(server.livekit.removed.toSorted())
    .toEqual([old.identity, unknown.identity, copy.identity].toSorted());
});

Deno.test("reconcile() two of one seat whose joined events were lost: the newest stays", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(3);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
  const joining = { ...connectionOf(seatId, 3), isActive: false };
  server.livekit.rooms.set(room, [old, current, joining]);
  await reconcile(server.services, "tea");
  expect(server.livekit.removed).toEqual([old.identity]);
  const { presence } = await readPresence(server.kv, "tea");
  expect(presence.people?.map(({ joinedAt }) => joinedAt))
    .toEqual([new Date(current.joinedAtMs).toISOString()]);
});

for (const lost of ["the reply", "to another token"]) {
  Deno.test(`reconcile() the older of two goes in the same pass if the floor's commit is lost: ${lost}`, async () => {
    await using server = await openTestServices();
    const seatId = await server.seat(2);
    const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
    server.livekit.rooms.set(room, [old, current]);
    let isFirst = true;
    const kv: KvPort = {
      ...portOf(server.kv),
      async commit(commit) {
        const isSeat = commit.writes.some(({ key }) => key[0] === "seat");
        if (!isSeat || !isFirst) return await server.kv.commit(commit);
        isFirst = false;
        if (lost === "the reply") return await server.kv.commit(commit) && false;
        const row = await server.kv.get(seatKey(seatId));
        await server.kv.commit(seatAfterMint(foundSeat(row, server.now)!, "s1", server.now));
        return await server.kv.commit(commit);
      },
    };
    let lists = 0;
    server.livekit.onListed = () => Promise.resolve(void lists++);
    const removedAtList: number[] = [];
    const remove = server.livekit.removeParticipant.bind(server.livekit);
    server.livekit.removeParticipant = (...removed) => {
      removedAtList.push(lists);
      return remove(...removed);
    };
    await reconcile({ ...server.services, kv }, "tea");
    expect([server.livekit.removed, removedAtList]).toEqual([[old.identity], [1]]);
  });
}

Deno.test("reconcile() an event that comes after the list wins", async () => {
  await using server = await openTestServices();
  const connection = connectionOf(await server.seat(), 1);
  server.livekit.rooms.set(room, [connection]);
  await applyWebhookEvent(server.services, eventOf(joined, connection));
  await server.services.kv.commit({ checks: [], writes: [] });
  let isFirst = true;
  server.livekit.onListed = async () => {
    if (!isFirst) return;
    isFirst = false;
    server.livekit.rooms.set(room, []);
    await applyWebhookEvent(server.services, eventOf(left, connection));
  };
  await reconcile(server.services, "tea");
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
});

Deno.test("reconcile() does not drop a newcomer who joined while it held an old list", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  server.livekit.rooms.set(room, []);
  const newcomer = connectionOf(seatId, 1);
  server.livekit.onListed = async () => {
    server.livekit.onListed = () => Promise.resolve();
    server.livekit.rooms.set(room, [newcomer]);
    await applyWebhookEvent(server.services, eventOf(joined, newcomer));
  };
  await reconcile(server.services, "tea");
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(1);
  expect(server.livekit.removed).toEqual([]);
  const lines = await readEventLog(server.kv, "tea", 0);
  expect(lines.map(({ type }) => type)).toEqual(["joined"]);
});

Deno.test("reconcile() does not bring back a participant that only it had seen, and that left while it held an old list", async () => {
  await using server = await openTestServices();
  const leaver = connectionOf(await server.seat(), 1);
  server.livekit.rooms.set(room, [leaver]);
  const kv = overtakenBy(server.kv, async () => {
    server.livekit.rooms.set(room, []);
    await applyWebhookEvent(server.services, eventOf(left, leaver));
  });
  await reconcile({ ...server.services, kv }, "tea");
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
});

Deno.test("reconcile() a seat made after the list is not unknown: the seats are read last", async () => {
  await using server = await openTestServices();
  const made = Promise.withResolvers<string>();
  server.livekit.rooms.set(room, []);
  server.livekit.onListed = async () => made.resolve(await server.seat());
  const listing = server.livekit.listParticipants.bind(server.livekit);
  server.livekit.listParticipants = async (roomName) => {
    await listing(roomName);
    return [connectionOf(await made.promise, 1)];
  };
  await reconcile(server.services, "tea");
  expect(server.livekit.removed).toEqual([]);
});

Deno.test("reconcile() renews a seat that it saw, once little of its life is left", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  server.livekit.rooms.set(room, [connectionOf(seatId, 1)]);
  server.now += 20 * 3_600_000;
  await reconcile(server.services, "tea");
  const seat = (await server.kv.get(seatKey(seatId))).value;
  expect((seat?.expiresAt ?? 0) - server.now).toBeGreaterThanOrEqual(24 * 3_600_000);
});

Deno.test("reconcile() corrects more connections than one commit holds", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  const crowd = Array.from({ length: 1000 }, (_, index) => connectionOf(seatId, 1, index));
  server.livekit.rooms.set(
    room,
    crowd.map((each, index) => ({ ...each, sid: `PA_${index}`, isActive: index < 450 })),
  );
  await reconcile(server.services, "tea");
  expect(await server.kv.list(presencePrefix("tea"), 2000)).toHaveLength(450);
});

Deno.test("reconcileWhenStale() reconciles once for many callers, and not again within 30 s", async () => {
  await using server = await openTestServices();
  server.livekit.rooms.set(room, []);
  const ask = () => reconcileWhenStale(server.services, "tea");
  await Promise.all(Array.from({ length: 20 }, ask));
  expect(server.livekit.lists).toBe(1);
  server.now += 29_000;
  await ask();
  expect(server.livekit.lists).toBe(1);
  server.now += 1_001;
  await ask();
  expect(server.livekit.lists).toBe(2);
});

Deno.test("reconcileWhenStale() tries again 5 s after LiveKit failed, and never rejects", async () => {
  await using server = await openTestServices();
  server.livekit.failure = new AppError("livekit-unavailable", "away");
  await reconcileWhenStale(server.services, "tea");
  server.livekit.failure = null;
  await reconcileWhenStale(server.services, "tea");
  expect(server.livekit.lists).toBe(0);
  server.now += 5_001;
  await reconcileWhenStale(server.services, "tea");
  expect(server.livekit.lists).toBe(1);
});

Deno.test("reconcileAll() visits LiveKit's rooms, spaces with people, and those with a recent token", async () => {
  await using server = await openTestServices();
  const listed: string[] = [];
  server.livekit.listParticipants = (roomName) => {
    listed.push(roomName);
    return Promise.resolve([]);
  };
  server.livekit.rooms.set("space-room", []).set("other-room", []);
  const connection = connectionOf(await server.seat(), 1);
  await applyWebhookEvent(
    server.services,
    eventOf(joined, connection, { roomName: "space-people" }),
  );
  const asked = setRow(tokenRequestedKey("token"), { slug: "token", at: server.now });
  await server.kv.commit({ checks: [], writes: [asked] });
  await reconcileAll(server.services);
  expect([...new Set(listed)].toSorted()).toEqual(["space-people", "space-room", "space-token"]);
});

Deno.test("reconcileAllWhenDue() runs on one replica, once in 30 s", async () => {
  await using server = await openTestServices();
  server.livekit.rooms.set(room, []);
  const rounds = () =>
    Promise.all([reconcileAllWhenDue(server.services), reconcileAllWhenDue(server.services)]);
  expect((await rounds()).filter(Boolean)).toHaveLength(1);
  server.now += 20_000;
  expect((await rounds()).filter(Boolean)).toHaveLength(0);
  server.now += 6_001;
  expect((await rounds()).filter(Boolean)).toHaveLength(1);
});

Deno.test("startReconcileRounds() begins with a round, reconciles a requested space once, and stops", async () => {
  await using server = await openTestServices();
  server.livekit.rooms.set(room, []);
  const rounds = startReconcileRounds(server.services);
  rounds.requestReconcile("space-other");
  rounds.requestReconcile("space-other");
  rounds.requestReconcile("not-a-space");
  await rounds.stop();
  expect(server.livekit.lists).toBe(2);
});
