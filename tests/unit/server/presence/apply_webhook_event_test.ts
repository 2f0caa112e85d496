import { expect } from "expect";
import { readEventLog } from "../../../../lib/server/presence/event_log.ts";
import { presenceKey } from "../../../../lib/server/rows/presence_rows.ts";
import { seatKey } from "../../../../lib/server/rows/kv_keys.ts";
import type { KvPort } from "../../../../lib/server/storage/kv_port.ts";
import { readPresence } from "../../../../lib/server/presence/presence.ts";
import type { PresenceRow } from "../../../../lib/server/rows/presence_rows.ts";
import { presenceWrites } from "../../../../lib/server/presence/presence_writes.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import type { WebhookEvent } from "../../../../lib/server/livekit/webhook_receiver.ts";
import {
  connectionOf,
  eventOf,
  openTestServices,
  overtakenBy,
  portOf,
} from "../../../fakes/test_services.ts";

const joined = "participant_joined";
const left = "participant_left";
const aborted = "participant_connection_aborted";

Deno.test("applyWebhookEvent() joined and left: inside, and not any more", async () => {
  await using server = await openTestServices();
  const connection = connectionOf(await server.seat(), 1);
  await applyWebhookEvent(server.services, eventOf(joined, connection));
  const { presence } = await readPresence(server.kv, "tea");
  expect(presence.people).toEqual([{
    seatId: connection.identity.split(".")[0],
    participantName: "Kim",
    kind: "guest",
    joinedAt: new Date(connection.joinedAtMs).toISOString(),
  }]);
  await applyWebhookEvent(server.services, eventOf(left, connection));
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
  const lines = await readEventLog(server.kv, "tea", server.now);
  expect(lines.map(({ type }) => type)).toEqual(["joined", "left"]);
});

Deno.test("applyWebhookEvent() left of an old connection never erases the new one", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(2);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
  for (const event of [eventOf(joined, old), eventOf(joined, current), eventOf(left, old)]) {
    await applyWebhookEvent(server.services, event);
  }
  const { presence } = await readPresence(server.kv, "tea");
  expect(presence.people?.map(({ joinedAt }) => joinedAt))
    .toEqual([new Date(current.joinedAtMs).toISOString()]);
});

Deno.test("applyWebhookEvent() every order, with every event twice, ends in the same presence", async () => {
  await using server = await openTestServices();
  let order = 0;
  for (const shuffled of permutations([0, 1, 2, 3, 4])) {
    const roomName = `space-order-${order++}`;
    const seatId = await server.seat(3);
    const [first, second, third] = [1, 2, 3].map((each) => connectionOf(seatId, each));
    const events: WebhookEvent[] = [
      eventOf(joined, first, { roomName }),
      eventOf(left, first, { roomName }),
      eventOf(joined, second, { roomName }),
      eventOf(aborted, second, { roomName }),
      eventOf(joined, third, { roomName }),
    ];
    for (const index of shuffled) {
      await applyWebhookEvent(server.services, events[index]);
      await applyWebhookEvent(server.services, events[shuffled[0]]);
    }
    const { presence } = await readPresence(server.kv, roomName.slice("space-".length));
    expect([shuffled, presence.people?.map(({ joinedAt }) => joinedAt)])
      .toEqual([shuffled, [new Date(third.joinedAtMs).toISOString()]]);
    // A generation believed to be live costs a request to LiveKit at the next switch.
    const { floor, live } = (await server.kv.get(seatKey(seatId))).value ?? {};
    expect([shuffled, floor, live]).toEqual([shuffled, 3, [3]]);
  }
});

Deno.test("applyWebhookEvent() all events at once, each twice, end in the same presence", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(3);
  const [first, second, third] = [1, 2, 3].map((each) => connectionOf(seatId, each));
  const events = [
    eventOf(left, first),
    eventOf(joined, third),
    eventOf(aborted, second),
    eventOf(joined, first),
    eventOf(joined, second),
  ];
  await Promise.all(
    [...events, ...events].map((event) => applyWebhookEvent(server.services, event)),
  );
  const { presence } = await readPresence(server.kv, "tea");
  expect(presence.people?.map(({ joinedAt }) => joinedAt))
    .toEqual([new Date(third.joinedAtMs).toISOString()]);
  const { floor, live } = (await server.kv.get(seatKey(seatId))).value ?? {};
  expect([floor, live]).toEqual([3, [3]]);
});

Deno.test("applyWebhookEvent() one token, used twice: the first connection's left that comes again is not the second's", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  const first = connectionOf(seatId, 1);
  const second = { ...first, sid: "PA_second", joinedAtMs: first.joinedAtMs + 5_000 };
  const leaving = eventOf(left, first);
  for (const event of [eventOf(joined, first), leaving, eventOf(joined, second), leaving]) {
    await applyWebhookEvent(server.services, event);
  }
  expect((await server.kv.get(seatKey(seatId))).value?.live).toEqual([1]);
});

Deno.test("applyWebhookEvent() keeps few marks, however often a connection is told of", async () => {
  await using server = await openTestServices();
  const connection = connectionOf(await server.seat(), 1);
  for (let times = 0; times < 20; times++) {
    await applyWebhookEvent(server.services, eventOf(left, connection));
  }
  const { value } = await server.kv.get(presenceKey("tea", connection.sid));
  expect(value?.eventIds?.length).toBe(8);
});

Deno.test("applyWebhookEvent() a joined that lands after its left brings nobody back, of an unknown seat either", async () => {
  await using server = await openTestServices();
  const connection = connectionOf(`seat_${"f".repeat(32)}`, 1);
  const kv = overtakenBy(
    server.kv,
    async () => void await applyWebhookEvent(server.services, eventOf(left, connection)),
  );
  await applyWebhookEvent({ ...server.services, kv }, eventOf(joined, connection));
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
});

Deno.test("applyWebhookEvent() a joined that lands after the reconciler removed its connection brings nobody back", async () => {
  await using server = await openTestServices();
  const connection = connectionOf(await server.seat(), 1);
  const kv = overtakenBy(server.kv, async () => {
    for (const inside of [[connection], []]) {
      server.livekit.rooms.set("space-tea", inside);
      await reconcile(server.services, "tea");
    }
  });
  await applyWebhookEvent({ ...server.services, kv }, eventOf(joined, connection));
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
});

Deno.test("applyWebhookEvent() one event 100 times at once has one effect", async () => {
  await using server = await openTestServices();
  let landed = 0;
  const counting: KvPort = {
    ...portOf(server.kv),
    commit: async (commit) => {
      const isMade = await server.kv.commit(commit);
      if (isMade) landed++;
      return isMade;
    },
  };
  const event = eventOf(joined, connectionOf(await server.seat(), 1));
  await Promise.all(
    Array.from(
      { length: 100 },
      () => applyWebhookEvent({ ...server.services, kv: counting }, event),
    ),
  );
  expect(landed).toBe(1);
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(1);
  expect(await readEventLog(server.kv, "tea", server.now)).toHaveLength(1);
});

Deno.test("applyWebhookEvent() joined raises the floor and makes an eviction due; a connection that failed does neither", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(3);
  const floor = async () => (await server.kv.get(seatKey(seatId))).value?.floor;
  const outcome = await applyWebhookEvent(
    server.services,
    eventOf(joined, connectionOf(seatId, 2)),
  );
  expect([await floor(), outcome.evictionIsDueOf]).toEqual([2, seatId]);
  const failed = await applyWebhookEvent(
    server.services,
    eventOf(aborted, connectionOf(seatId, 3)),
  );
  expect([await floor(), failed.evictionIsDueOf]).toEqual([2, null]);
  await applyWebhookEvent(server.services, eventOf(left, connectionOf(seatId, 3, 99)));
  expect(await floor()).toBe(3);
});

Deno.test("applyWebhookEvent() makes an eviction due for an unknown seat, and for a copy that LiveKit made of a token", async () => {
  await using server = await openTestServices();
  const unknown = connectionOf(`seat_${"f".repeat(32)}`, 1);
  const { evictionIsDueOf } = await applyWebhookEvent(server.services, eventOf(joined, unknown));
  expect(evictionIsDueOf).toBe(`seat_${"f".repeat(32)}`);
  const seatId = await server.seat();
  const copy = { ...connectionOf(seatId, 1), identity: `${seatId}.1#x` };
  expect(await applyWebhookEvent(server.services, eventOf(joined, copy)))
    .toMatchObject({ slug: "tea", evictionIsDueOf: seatId, arrived: null });
});

Deno.test("applyWebhookEvent() stores nothing for hidden participants, rooms of others, and unknown events", async () => {
  await using server = await openTestServices();
  const connection = connectionOf(await server.seat(), 1);
  const commits: unknown[] = [];
  const kv: KvPort = {
    ...portOf(server.kv),
    commit: (commit) => Promise.resolve(commits.push(commit) > 0),
  };
  for (
    const event of [
      eventOf(joined, { ...connection, identity: "agent-7" }),
      eventOf(joined, { ...connection, identity: "agent-7#x" }),
      eventOf(joined, connection, { roomName: "other" }),
      eventOf(joined, connection, { roomName: null }),
      eventOf("egress_started", null, { roomName: null }),
      eventOf("room_started", null),
      eventOf("something_new", connection),
      eventOf(joined, null),
    ]
  ) {
    expect((await applyWebhookEvent({ ...server.services, kv }, event)).evictionIsDueOf).toBeNull();
  }
  expect(commits).toEqual([]);
});

Deno.test("applyWebhookEvent() a finished room ends the connections that joined before, and no others", async () => {
  await using server = await openTestServices();
  const before = connectionOf(await server.seat(), 1, 5_000);
  const after = connectionOf(await server.seat(), 1, 9_500);
  await applyWebhookEvent(server.services, eventOf(joined, before));
  await applyWebhookEvent(server.services, eventOf(joined, after));
  await applyWebhookEvent(server.services, eventOf("room_finished", null, { createdAtMs: 9_000 }));
  const { presence } = await readPresence(server.kv, "tea");
  expect(presence.people?.map(({ joinedAt }) => joinedAt)).toEqual([new Date(9_500).toISOString()]);
  await applyWebhookEvent(server.services, eventOf(left, before));
  const lines = await readEventLog(server.kv, "tea", 0);
  expect(lines.filter(({ type }) => type === "left")).toHaveLength(1);
});

Deno.test("applyWebhookEvent() a finished room of 1,000 ends, also where an event comes between its commits", async () => {
  await using server = await openTestServices();
  const sizes: number[] = [];
  let isOvertaken = false;
  const kv: KvPort = {
    ...portOf(server.kv),
    async commit(commit) {
      sizes.push(commit.writes.length);
      if (sizes.length === 2 && !isOvertaken) {
        isOvertaken = true;
        await applyWebhookEvent(server.services, eventOf(joined, connectionOf(seatId, 1, 9_500)));
      }
      return await server.kv.commit(commit);
    },
  };
  const seatId = await server.seat();
  for (let each = 0; each < 1000; each += 100) {
    const rows = Array.from({ length: 100 }, (_, index): PresenceRow => ({
      sid: `PA_${each + index}`,
      seatId: `seat_${(each + index).toString(16).padStart(32, "a")}`,
      generation: 1,
      participantName: "Kim".repeat(20),
      kind: "guest",
      joinedAtMs: 5_000,
      leftAtMs: null,
      toldBy: "webhook",
    }));
    await server.kv.commit({ checks: [], writes: presenceWrites("tea", rows, "server") });
  }
  const finished = eventOf("room_finished", null, { createdAtMs: 9_000 });
  await applyWebhookEvent({ ...server.services, kv }, finished);
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(1);
  const lines = await readEventLog(server.kv, "tea", 0, 2000);
  expect(lines.filter(({ type }) => type === "left")).toHaveLength(1000);
  expect(Math.max(...sizes)).toBeLessThan(500);
  // Only the last of its commits says that the event was seen; delivered again it does nothing.
  const commits = sizes.length;
  await applyWebhookEvent({ ...server.services, kv }, finished);
  expect(sizes.length).toBe(commits);
});

Deno.test("applyWebhookEvent() a connection ended by mistake with a finished room is shown again once it is seen", async () => {
  await using server = await openTestServices();
  // By the clock of another LiveKit server it joined before the room was finished.
  const connection = connectionOf(await server.seat(), 1, 8_900);
  await applyWebhookEvent(server.services, eventOf(joined, connection));
  await applyWebhookEvent(server.services, eventOf("room_finished", null, { createdAtMs: 9_000 }));
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
  server.livekit.rooms.set("space-tea", [connection]);
  await reconcile(server.services, "tea");
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(1);
});

Deno.test("applyWebhookEvent() a stale participant does not count as live, and is evicted", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(2);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
  await applyWebhookEvent(server.services, eventOf(joined, current));
  const { evictionIsDueOf } = await applyWebhookEvent(server.services, eventOf(joined, old));
  expect(evictionIsDueOf).toBe(seatId);
  // Its `participant_left` may never come: each token would cost a request to LiveKit.
  expect((await server.kv.get(seatKey(seatId))).value?.live).toEqual([2]);
});

Deno.test("applyWebhookEvent() logs cameras and shared screens, not microphones", async () => {
  await using server = await openTestServices();
  const connection = connectionOf(await server.seat(), 1);
  for (const source of ["camera", "screen-share", "microphone", "other"] as const) {
    for (const type of ["track_published", "track_unpublished"]) {
      const createdAtMs = type === "track_published" ? server.now : server.now + 1000;
      const track = { sid: `TR_${source}`, source };
      await applyWebhookEvent(server.services, eventOf(type, connection, { createdAtMs, track }));
    }
  }
  const lines = await readEventLog(server.kv, "tea", server.now);
  expect(lines.map(({ type }) => type)).toEqual([
    "camera-started",
    "screen-share-started",
    "camera-ended",
    "screen-share-ended",
  ]);
});

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest])
  );
}
