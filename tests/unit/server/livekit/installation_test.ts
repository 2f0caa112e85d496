import { expect } from "expect";
import { attribute } from "../../../../lib/contract/participant.ts";
import { evictStaleParticipants } from "../../../../lib/server/seats/evict.ts";
import { readEventLog } from "../../../../lib/server/presence/event_log.ts";
import {
  installationKey,
  isOurs,
  StoredInstallation,
} from "../../../../lib/server/livekit/installation.ts";
import { createLog } from "../../../../lib/server/base/log.ts";
import { readPresence } from "../../../../lib/server/presence/presence.ts";
import { disconnectAll } from "../../../../lib/server/spaces/disconnect_all.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import { reconcileAllWhenDue } from "../../../../lib/server/presence/reconcile_rounds.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { FakeKv } from "../../../fakes/fake_kv.ts";
import {
  connectionOf,
  eventOf,
  fixedInstallation,
  openTestServices,
  type TestServices,
} from "../../../fakes/test_services.ts";

const room = "space-tea";

/** A participant on a seat of this server, with its token's installation; by default the server's own. */
async function participantOf(server: TestServices, seatId: string, installation?: string) {
  const connection = connectionOf(seatId, 1);
  const id = installation ?? await server.services.installation.id();
  return { ...connection, attributes: { ...connection.attributes, [attribute.installation]: id } };
}

Deno.test("evictStaleParticipants() a second installation on the same LiveKit, with storage of its own, removes no participant [S121]", async () => {
  await using production = await openTestServices();
  await using staging = await openTestServices({
    livekit: production.livekit,
    installation: fixedInstallation("staging"),
  });
  const kim = await participantOf(production, await production.seat());
  const lee = await participantOf(staging, await staging.seat());
  production.livekit.rooms.set(room, [kim, lee]);
  for (const { services } of [staging, production]) await reconcile(services, "tea");
  expect(production.livekit.removed).toEqual([]);
  for (const [server, own] of [[production, kim], [staging, lee]] as const) {
    const { presence } = await readPresence(server.kv, "tea");
    expect(presence.people.map(({ seatId }) => seatId)).toEqual([own.identity.split(".")[0]]);
  }
});

Deno.test("evictStaleParticipants() removes an own copy with #, and leaves one of another installation", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat();
  const own = { ...await participantOf(server, seatId), identity: `${seatId}.1#x` };
  const other = `seat_${"f".repeat(32)}`;
  const theirs = { ...await participantOf(server, other, "another"), identity: `${other}.1#x` };
  server.livekit.rooms.set(room, [own, theirs]);
  await evictStaleParticipants(server.services, room);
  expect(server.livekit.removed).toEqual([own.identity]);
});

Deno.test("evictStaleParticipants() a token from before there were installations: judged where its seat is known, else ignored", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(2);
  const event = eventOf("participant_joined", withoutInstallation(connectionOf(seatId, 2)));
  await applyWebhookEvent(server.services, event);
  const old = withoutInstallation(connectionOf(seatId, 1));
  const unknown = withoutInstallation(connectionOf(`seat_${"e".repeat(32)}`, 1));
  server.livekit.rooms.set(room, [old, unknown]);
  await reconcile(server.services, "tea");
  expect(server.livekit.removed).toEqual([old.identity]);
});

Deno.test("applyWebhookEvent() an event of another installation's participant has no effect, and no eviction", async () => {
  await using server = await openTestServices();
  const connection = await participantOf(server, `seat_${"d".repeat(32)}`, "another");
  const { sid, identity, name } = connection;
  // Events of tracks have no attributes.
  const named = { sid, identity, name, joinedAtMs: 0, attributes: {} };
  const track = { sid: "TR_1", source: "camera" } as const;
  const copy = { ...connection, identity: `${identity}#x` };
  for (
    const event of [
      eventOf("participant_joined", connection),
      eventOf("participant_joined", copy),
      eventOf("track_published", connection, { participant: named, track }),
      eventOf("participant_left", connection),
    ]
  ) {
    expect((await applyWebhookEvent(server.services, event)).evictionIsDueOf).toBe(null);
  }
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(0);
  expect(await readEventLog(server.kv, "tea", server.now)).toEqual([]);
});

Deno.test("disconnectAll() leaves another installation's people in the room, and disconnects agents", async () => {
  await using server = await openTestServices();
  const own = await participantOf(server, await server.seat());
  const theirs = await participantOf(server, `seat_${"d".repeat(32)}`, "another");
  const agent = { ...connectionOf("x", 1), identity: "agent-1", attributes: {} };
  await applyWebhookEvent(server.services, eventOf("participant_joined", own));
  server.livekit.rooms.set(room, [own, theirs, agent]);
  await disconnectAll(server.services, "tea");
  expect(server.livekit.rooms.get(room)).toEqual([theirs]);
  server.livekit.rooms.set(room, [agent]);
  await disconnectAll(server.services, "tea");
  expect(server.livekit.rooms.has(room)).toBe(false);
});

Deno.test("isOurs() decides by the token, and by the seat where the token names no installation", () => {
  const withId = (id: string) => ({ attributes: { [attribute.installation]: id } });
  expect(isOurs(withId("a"), "a", false)).toBe(true);
  expect(isOurs(withId("b"), "a", true)).toBe(false);
  expect(isOurs({ attributes: {} }, "a", true)).toBe(true);
  expect(isOurs({ attributes: {} }, "a", false)).toBe(false);
});

function installations(kv: FakeKv, lines: string[] = []) {
  let made = 0;
  const log = createLog({ level: "info", write: (line) => lines.push(line), now: Date.now });
  const randomBytes = (length: number) => new Uint8Array(length).fill(++made);
  return () => new StoredInstallation({ kv, log, randomBytes });
}

Deno.test("StoredInstallation two processes that start at once have one id, and so has a later one", async () => {
  const kv = new FakeKv();
  const start = installations(kv);
  const ids = await Promise.all([start(), start()].map((installation) => installation.id()));
  kv.lostReplies = 1;
  expect(new Set([...ids, await start().id()]).size).toBe(1);
  expect(ids[0]).toMatch(/^inst_[0-9a-f]{32}$/);
});

Deno.test("StoredInstallation a lost reply makes no second id", async () => {
  const kv = new FakeKv();
  kv.lostReplies = 1;
  const start = installations(kv);
  const id = await start().id();
  expect(await start().id()).toBe(id);
});

Deno.test("StoredInstallation storage that came back without an id gets the known one; another id there wins", async () => {
  const kv = new FakeKv();
  const start = installations(kv);
  const installation = start();
  const id = await installation.id();
  await kv.commit({ checks: [], writes: [{ type: "delete", key: installationKey }] });
  await installation.refresh();
  expect((await kv.get(installationKey)).value).toEqual({ id });
  await kv.commit({
    checks: [],
    writes: [{ type: "set", key: installationKey, value: { id: "restored" } }],
  });
  await installation.refresh();
  expect(await installation.id()).toBe("restored");
});

Deno.test("reconcileAllWhenDue() reads the installation again, as storage may have been restored", async () => {
  let refreshed = 0;
  const refresh = () => Promise.resolve(void refreshed++);
  await using server = await openTestServices({
    installation: { ...fixedInstallation(), refresh },
  });
  for (let ticks = 0; ticks < 2; ticks++) await reconcileAllWhenDue(server.services);
  expect(refreshed).toBe(2);
});

Deno.test("StoredInstallation logs another installation on the same LiveKit once", async () => {
  const lines: string[] = [];
  const installation = installations(new FakeKv(), lines)();
  const theirs = { attributes: { [attribute.installation]: "another" } };
  await installation.id();
  installation.reportForeign(theirs);
  installation.reportForeign(theirs);
  installation.reportForeign({ attributes: {} });
  installation.reportForeign({ attributes: { [attribute.installation]: await installation.id() } });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: "another-installation", installation: "another" },
  ]);
});

function withoutInstallation<One extends { attributes: Readonly<Record<string, string>> }>(
  one: One,
) {
  const { [attribute.installation]: _, ...attributes } = one.attributes;
  return { ...one, attributes };
}
