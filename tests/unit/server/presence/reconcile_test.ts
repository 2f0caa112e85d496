/** What the reconciler corrects, and what it leaves alone: one stage and one claim in each test. */
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
  openPresenceStage,
  overtakenBy,
  portOf,
} from "../../../fakes/presence_stage.ts";

const room = "space-tea";
const joined = "participant_joined";
const left = "participant_left";

Deno.test("reconcile() shows participants inside when no event ever came", async () => {
  await using stage = await openPresenceStage();
  const here = connectionOf(await stage.seat(), 1);
  const joining = { ...connectionOf(await stage.seat(), 1), isActive: false };
  stage.livekit.rooms.set(room, [here, joining, { ...here, sid: "PA_agent", identity: "agent" }]);
  await reconcile(stage.services, "tea");
  const { presence } = await readPresence(stage.kv, "tea");
  expect(presence.people?.map(({ seatId }) => seatId)).toEqual([here.identity.split(".")[0]]);
  expect(stage.livekit.removed).toEqual([]);
  // The late event has no further effect, nor a second line in the log.
  await applyWebhookEvent(stage.services, eventOf(joined, here));
  expect(await readEventLog(stage.kv, "tea", stage.now)).toHaveLength(1);
});

Deno.test("reconcile() removes a connection whose left never came; a late joined does not bring it back", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  const ghost = connectionOf(seatId, 1);
  await applyWebhookEvent(stage.services, eventOf(joined, ghost));
  await reconcile(stage.services, "tea");
  await applyWebhookEvent(stage.services, eventOf(joined, ghost));
  expect((await readPresence(stage.kv, "tea")).presence.count).toBe(0);
  expect(await stage.kv.list(inhabitedSpacesPrefix)).toEqual([]);
});

Deno.test("reconcile() removes generations that are gone from their seats, so that tokens ask LiveKit for nothing", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  await applyWebhookEvent(stage.services, eventOf(joined, connectionOf(seatId, 1)));
  expect((await stage.kv.get(seatKey(seatId))).value?.live).toEqual([1]);
  await reconcile(stage.services, "tea");
  expect((await stage.kv.get(seatKey(seatId))).value?.live).toEqual([]);
});

Deno.test("reconcile() removes the generation of a participant of a finished room whose left never came", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  const gone = connectionOf(seatId, 1);
  await applyWebhookEvent(stage.services, eventOf(joined, gone));
  const createdAtMs = gone.joinedAtMs + 60_000;
  await applyWebhookEvent(stage.services, eventOf("room_finished", null, { createdAtMs }));
  await reconcile(stage.services, "tea");
  expect((await stage.kv.get(seatKey(seatId))).value?.live).toEqual([]);
});

Deno.test("reconcile() removes at the next pass a generation that it could not remove at once", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  await applyWebhookEvent(stage.services, eventOf(joined, connectionOf(seatId, 1)));
  const kv: KvPort = {
    ...portOf(stage.kv),
    commit: (commit) =>
      commit.writes.some(({ key }) => key[0] === "seat")
        ? Promise.reject(new AppError("storage-unavailable", "away"))
        : stage.kv.commit(commit),
  };
  await expect(reconcile({ ...stage.services, kv }, "tea")).rejects.toThrow("away");
  // However late: tombstones are over by then.
  const rows: KvRow<PresenceRow>[] = await stage.kv.list(presencePrefix("tea"));
  const tombstones = rows.filter(({ value }) => value?.leftAtMs !== null);
  await stage.kv.commit({ checks: [], writes: tombstones.map(({ key }) => deleteRow(key)) });
  await reconcileAll(stage.services);
  expect((await readPresence(stage.kv, "tea")).presence.count).toBe(0);
  expect((await stage.kv.get(seatKey(seatId))).value?.live).toEqual([]);
  expect(await stage.kv.list(inhabitedSpacesPrefix)).toEqual([]);
});

Deno.test("reconcile() does not remove a generation that is back under another sid", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  const [before, back, again] = [1, 2, 3].map((second) => connectionOf(seatId, 1, second * 1000));
  await applyWebhookEvent(stage.services, eventOf(joined, before));
  await applyWebhookEvent(stage.services, eventOf(joined, back));
  stage.livekit.rooms.set(room, [back]);
  await reconcile(stage.services, "tea");
  const live = async () => (await stage.kv.get(seatKey(seatId))).value?.live;
  expect(await live()).toEqual([1]);
  // Nor one that comes back just after an empty list.
  stage.livekit.rooms.set(room, []);
  let lists = 0;
  const kv: KvPort = {
    ...portOf(stage.kv),
    async list(prefix, limit) {
      const rows = await stage.kv.list(prefix, limit);
      if (++lists === 1) {
        stage.livekit.rooms.set(room, [again]);
        await applyWebhookEvent(stage.services, eventOf(joined, again));
      }
      return rows;
    },
  };
  await reconcile({ ...stage.services, kv }, "tea");
  expect(await live()).toEqual([1]);
  expect((await readPresence(stage.kv, "tea")).presence.count).toBe(1);
});

Deno.test("reconcile() evicts stale participants and no others", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat(3);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 3)];
  await applyWebhookEvent(stage.services, eventOf(joined, current));
  const unknown = connectionOf(`seat_${"e".repeat(32)}`, 1);
  const copy = { ...current, sid: "PA_copy", identity: `${current.identity}#x` };
  const agent = { ...current, sid: "PA_agent", identity: "agent-7" };
  stage.livekit.rooms.set(room, [old, current, unknown, copy, agent]);
  await reconcile(stage.services, "tea");
  expect(stage.livekit.removed.toSorted())
    .toEqual([old.identity, unknown.identity, copy.identity].toSorted());
});

Deno.test("reconcile() two of one seat whose joined events were lost: the newest stays", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat(3);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
  const joining = { ...connectionOf(seatId, 3), isActive: false };
  stage.livekit.rooms.set(room, [old, current, joining]);
  await reconcile(stage.services, "tea");
  expect(stage.livekit.removed).toEqual([old.identity]);
  const { presence } = await readPresence(stage.kv, "tea");
  expect(presence.people?.map(({ joinedAt }) => joinedAt))
    .toEqual([new Date(current.joinedAtMs).toISOString()]);
});

for (const lost of ["the reply", "to another token"]) {
  Deno.test(`reconcile() the older of two goes in the same pass if the floor's commit is lost: ${lost}`, async () => {
    await using stage = await openPresenceStage();
    const seatId = await stage.seat(2);
    const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
    stage.livekit.rooms.set(room, [old, current]);
    let isFirst = true;
    const kv: KvPort = {
      ...portOf(stage.kv),
      async commit(commit) {
        const isSeat = commit.writes.some(({ key }) => key[0] === "seat");
        if (!isSeat || !isFirst) return await stage.kv.commit(commit);
        isFirst = false;
        if (lost === "the reply") return await stage.kv.commit(commit) && false;
        const row = await stage.kv.get(seatKey(seatId));
        await stage.kv.commit(seatAfterMint(foundSeat(row, stage.now)!, "s1", stage.now));
        return await stage.kv.commit(commit);
      },
    };
    let lists = 0;
    stage.livekit.onListed = () => Promise.resolve(void lists++);
    const removedAtList: number[] = [];
    const remove = stage.livekit.removeParticipant.bind(stage.livekit);
    stage.livekit.removeParticipant = (...removed) => {
      removedAtList.push(lists);
      return remove(...removed);
    };
    await reconcile({ ...stage.services, kv }, "tea");
    expect([stage.livekit.removed, removedAtList]).toEqual([[old.identity], [1]]);
  });
}

Deno.test("reconcile() an event that comes after the list wins", async () => {
  await using stage = await openPresenceStage();
  const connection = connectionOf(await stage.seat(), 1);
  stage.livekit.rooms.set(room, [connection]);
  await applyWebhookEvent(stage.services, eventOf(joined, connection));
  await stage.services.kv.commit({ checks: [], writes: [] });
  let isFirst = true;
  stage.livekit.onListed = async () => {
    if (!isFirst) return;
    isFirst = false;
    stage.livekit.rooms.set(room, []);
    await applyWebhookEvent(stage.services, eventOf(left, connection));
  };
  await reconcile(stage.services, "tea");
  expect((await readPresence(stage.kv, "tea")).presence.count).toBe(0);
});

Deno.test("reconcile() does not drop a newcomer who joined while it held an old list", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  stage.livekit.rooms.set(room, []);
  const newcomer = connectionOf(seatId, 1);
  stage.livekit.onListed = async () => {
    stage.livekit.onListed = () => Promise.resolve();
    stage.livekit.rooms.set(room, [newcomer]);
    await applyWebhookEvent(stage.services, eventOf(joined, newcomer));
  };
  await reconcile(stage.services, "tea");
  expect((await readPresence(stage.kv, "tea")).presence.count).toBe(1);
  expect(stage.livekit.removed).toEqual([]);
  const lines = await readEventLog(stage.kv, "tea", 0);
  expect(lines.map(({ type }) => type)).toEqual(["joined"]);
});

Deno.test("reconcile() does not bring back a participant that only it had seen, and that left while it held an old list", async () => {
  await using stage = await openPresenceStage();
  const leaver = connectionOf(await stage.seat(), 1);
  stage.livekit.rooms.set(room, [leaver]);
  const kv = overtakenBy(stage.kv, async () => {
    stage.livekit.rooms.set(room, []);
    await applyWebhookEvent(stage.services, eventOf(left, leaver));
  });
  await reconcile({ ...stage.services, kv }, "tea");
  expect((await readPresence(stage.kv, "tea")).presence.count).toBe(0);
});

Deno.test("reconcile() a seat made after the list is not unknown: the seats are read last", async () => {
  await using stage = await openPresenceStage();
  const made = Promise.withResolvers<string>();
  stage.livekit.rooms.set(room, []);
  stage.livekit.onListed = async () => made.resolve(await stage.seat());
  const listing = stage.livekit.listParticipants.bind(stage.livekit);
  stage.livekit.listParticipants = async (roomName) => {
    await listing(roomName);
    return [connectionOf(await made.promise, 1)];
  };
  await reconcile(stage.services, "tea");
  expect(stage.livekit.removed).toEqual([]);
});

Deno.test("reconcile() renews a seat that it saw, once little of its life is left", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  stage.livekit.rooms.set(room, [connectionOf(seatId, 1)]);
  stage.now += 20 * 3_600_000;
  await reconcile(stage.services, "tea");
  const seat = (await stage.kv.get(seatKey(seatId))).value;
  expect((seat?.expiresAt ?? 0) - stage.now).toBeGreaterThanOrEqual(24 * 3_600_000);
});

Deno.test("reconcile() corrects more connections than one commit holds", async () => {
  await using stage = await openPresenceStage();
  const seatId = await stage.seat();
  const crowd = Array.from({ length: 1000 }, (_, index) => connectionOf(seatId, 1, index));
  stage.livekit.rooms.set(
    room,
    crowd.map((each, index) => ({ ...each, sid: `PA_${index}`, isActive: index < 450 })),
  );
  await reconcile(stage.services, "tea");
  expect(await stage.kv.list(presencePrefix("tea"), 2000)).toHaveLength(450);
});

Deno.test("reconcileWhenStale() reconciles once for many callers, and not again within 30 s", async () => {
  await using stage = await openPresenceStage();
  stage.livekit.rooms.set(room, []);
  const ask = () => reconcileWhenStale(stage.services, "tea");
  await Promise.all(Array.from({ length: 20 }, ask));
  expect(stage.livekit.lists).toBe(1);
  stage.now += 29_000;
  await ask();
  expect(stage.livekit.lists).toBe(1);
  stage.now += 1_001;
  await ask();
  expect(stage.livekit.lists).toBe(2);
});

Deno.test("reconcileWhenStale() tries again 5 s after LiveKit failed, and never rejects", async () => {
  await using stage = await openPresenceStage();
  stage.livekit.failure = new AppError("livekit-unavailable", "away");
  await reconcileWhenStale(stage.services, "tea");
  stage.livekit.failure = null;
  await reconcileWhenStale(stage.services, "tea");
  expect(stage.livekit.lists).toBe(0);
  stage.now += 5_001;
  await reconcileWhenStale(stage.services, "tea");
  expect(stage.livekit.lists).toBe(1);
});

Deno.test("reconcileAll() visits LiveKit's rooms, spaces with people, and those with a recent token", async () => {
  await using stage = await openPresenceStage();
  const listed: string[] = [];
  stage.livekit.listParticipants = (roomName) => {
    listed.push(roomName);
    return Promise.resolve([]);
  };
  stage.livekit.rooms.set("space-room", []).set("other-room", []);
  const connection = connectionOf(await stage.seat(), 1);
  await applyWebhookEvent(
    stage.services,
    eventOf(joined, connection, { roomName: "space-people" }),
  );
  const asked = setRow(tokenRequestedKey("token"), { slug: "token", at: stage.now });
  await stage.kv.commit({ checks: [], writes: [asked] });
  await reconcileAll(stage.services);
  expect([...new Set(listed)].toSorted()).toEqual(["space-people", "space-room", "space-token"]);
});

Deno.test("reconcileAllWhenDue() runs on one replica, once in 30 s", async () => {
  await using stage = await openPresenceStage();
  stage.livekit.rooms.set(room, []);
  const rounds = () =>
    Promise.all([reconcileAllWhenDue(stage.services), reconcileAllWhenDue(stage.services)]);
  expect((await rounds()).filter(Boolean)).toHaveLength(1);
  stage.now += 20_000;
  expect((await rounds()).filter(Boolean)).toHaveLength(0);
  stage.now += 6_001;
  expect((await rounds()).filter(Boolean)).toHaveLength(1);
});

Deno.test("startReconcileRounds() begins with a round, reconciles a requested space once, and stops", async () => {
  await using stage = await openPresenceStage();
  stage.livekit.rooms.set(room, []);
  const rounds = startReconcileRounds(stage.services);
  rounds.requestReconcile("space-other");
  rounds.requestReconcile("space-other");
  rounds.requestReconcile("not-a-space");
  await rounds.stop();
  expect(stage.livekit.lists).toBe(2);
});
