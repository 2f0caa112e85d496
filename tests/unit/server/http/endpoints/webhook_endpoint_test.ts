import { expect } from "expect";
import { problemSchema } from "../../../../../lib/contract/errors.ts";
import { arrivalTopic } from "../../../../../lib/contract/space.ts";
import { AppError } from "../../../../../lib/server/base/app_error.ts";
import { withErrorHandling } from "../../../../../lib/server/http/kit/endpoint.ts";
import {
  receiveWebhook,
  webhookEndpoint,
  webhookMaxBytes,
} from "../../../../../lib/server/http/endpoints/webhook.ts";
import { checkReadiness, isLiveKitReady } from "../../../../../lib/server/presence/health.ts";
import { readPresence } from "../../../../../lib/server/presence/presence.ts";
import { reconcileAll } from "../../../../../lib/server/presence/reconcile_rounds.ts";
import type { Services } from "../../../../../lib/server/services.ts";
import { applyWebhookEvent } from "../../../../../lib/server/presence/apply_webhook_event.ts";
import {
  connectionOf,
  eventOf,
  openTestServices,
  portOf,
  testConfig,
  testKeys,
} from "../../../../fakes/test_services.ts";
import { deliveryOf, signDelivery } from "../../../../fakes/webhook_delivery.ts";

const address = "http://localhost:8000/api/livekit/webhook";

Deno.test("receiveWebhook() stores the event, evicts the stale participant, and requests a reconciliation", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(2);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
  server.livekit.rooms.set("space-tea", [old, current]);
  const requested: string[] = [];
  const services: Services = {
    ...server.services,
    requestReconcile: (name) => requested.push(name),
  };
  expect(await post(services, joinedBody(current))).toEqual([200, null]);
  expect(server.livekit.removed).toEqual([old.identity]);
  expect(requested).toEqual(["space-tea"]);
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(1);
});

Deno.test("receiveWebhook() announces a newcomer to the room once, and no participant that may not stay", async () => {
  await using server = await openTestServices();
  const seatId = await server.seat(2);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
  const event = joinedBody(current);
  for (let delivery = 0; delivery < 2; delivery++) await post(server.services, event);
  const { sid, identity, name, attributes, joinedAtMs } = current;
  const arrivals = () => server.livekit.sent.filter((line) => line.includes(arrivalTopic));
  const notice = {
    identity,
    sid,
    name,
    attributes,
    joinedAtMs: Math.floor(joinedAtMs / 1000) * 1000,
  };
  expect(arrivals()).toEqual([`null ${arrivalTopic} ${JSON.stringify(notice)}`]);
  // An older token; an unknown seat; a participant whose leaving was stored before.
  const gone = connectionOf(await server.seat(), 1);
  await applyWebhookEvent(server.services, eventOf("participant_left", gone));
  const unknown = connectionOf(`seat_${"f".repeat(32)}`, 1);
  for (const one of [old, unknown, gone]) await post(server.services, joinedBody(one));
  expect(arrivals().length).toBe(1);
});

Deno.test("receiveWebhook() stores the event even if LiveKit does not answer the eviction", async () => {
  await using server = await openTestServices();
  server.livekit.failure = new AppError("livekit-unavailable", "away");
  const connection = connectionOf(await server.seat(2), 2);
  expect(await post(server.services, joinedBody(connection))).toEqual([200, null]);
  expect((await readPresence(server.kv, "tea")).presence.count).toBe(1);
});

Deno.test("receiveWebhook() answers 200 to events that mean nothing to us", async () => {
  await using server = await openTestServices();
  for (
    const event of [
      { event: "egress_started", id: "EV_1", egressInfo: { egressId: "EG_1" } },
      { event: "something_new", id: "EV_2", room: { name: "space-tea" } },
      { event: "participant_joined", id: "EV_3", room: { name: "other" } },
    ]
  ) {
    expect(await post(server.services, event)).toEqual([200, null]);
  }
});

Deno.test("receiveWebhook() answers 401 to a forgery, 400 to an unreadable body, 413 and 415, and stores nothing", async () => {
  await using server = await openTestServices();
  const body = JSON.stringify(joinedBody(connectionOf(await server.seat(), 1)));
  const signed = await signDelivery(body, testKeys);
  const forged = await signDelivery(body, { ...testKeys, apiSecret: "x".repeat(32) });
  const type = "application/webhook+json";
  const notUtf8 = new Uint8Array([0x22, 0xff, 0x22]);
  const cases: [number, string, BodyInit, Record<string, string>][] = [
    [401, "unauthenticated", body, { "content-type": type }],
    [401, "unauthenticated", body, { "content-type": type, authorization: forged }],
    [401, "unauthenticated", `${body} `, { "content-type": type, authorization: signed }],
    [400, "invalid-body", "{", {
      "content-type": type,
      authorization: await signDelivery("{", testKeys),
    }],
    [400, "invalid-body", notUtf8, { "content-type": type, authorization: signed }],
    [413, "body-too-large", " ".repeat(webhookMaxBytes + 1), {
      "content-type": type,
      authorization: signed,
    }],
    [415, "unsupported-media-type", body, {
      "content-type": "application/json",
      authorization: signed,
    }],
  ];
  for (const [status, code, given, headers] of cases) {
    const request = new Request(address, { method: "POST", body: given, headers });
    expect(await ask(server.services, request)).toEqual([status, code]);
  }
  expect(await server.kv.list(["presence"])).toEqual([]);
  expect(await server.kv.list(["webhook_event"])).toEqual([]);
});

Deno.test("receiveWebhook() takes an event of 1.5 MiB, since metadata alone may be 1 MiB", async () => {
  await using server = await openTestServices();
  const event = joinedBody(connectionOf(await server.seat(), 1));
  const big = { ...event, room: { ...event.room, metadata: "m".repeat(1.5 * 1024 * 1024) } };
  expect(await post(server.services, big)).toEqual([200, null]);
});

Deno.test("receiveWebhook() answers 503 when storage fails or hangs, so that LiveKit delivers again", async () => {
  await using server = await openTestServices();
  const event = joinedBody(connectionOf(await server.seat(), 1));
  const away = () => Promise.reject(new AppError("storage-unavailable", "away"));
  const failing: Services = { ...server.services, kv: { ...server.kv, getMany: away } };
  expect(await post(failing, event)).toEqual([503, "storage-unavailable"]);
  const never = new Promise<never>(() => {});
  const hanging: Services = { ...server.services, kv: { ...server.kv, getMany: () => never } };
  const withShortDeadline = webhookEndpoint({ answerWithinMs: 10 });
  expect(await ask(hanging, await deliveryOf(event, testKeys), withShortDeadline))
    .toEqual([503, "storage-unavailable"]);
});

Deno.test("receiveWebhook() takes every delivery for a forgery without a LiveKit server", async () => {
  await using server = await openTestServices({
    config: testConfig({ MADANG_LIVEKIT: "missing" }),
  });
  expect(await post(server.services, { event: "room_started", id: "EV_1" }))
    .toEqual([401, "unauthenticated"]);
});

Deno.test("checkReadiness() asks LiveKit and storage; isLiveKitReady() asks LiveKit only if it did not answer lately", async () => {
  await using server = await openTestServices();
  expect(await checkReadiness(server.services)).toEqual({ livekit: true, storage: true });
  expect(await isLiveKitReady(server.services)).toBe(true);
  await reconcileAll(server.services);
  server.livekit.failure = new AppError("livekit-unavailable", "away");
  expect(await checkReadiness(server.services)).toEqual({ livekit: false, storage: true });
  expect(await isLiveKitReady(server.services)).toBe(true);
  server.now += 35_000;
  expect(await isLiveKitReady(server.services)).toBe(false);
  const commit = () => Promise.reject(new AppError("storage-unavailable", "away"));
  const services: Services = { ...server.services, kv: { ...portOf(server.kv), commit } };
  expect(await checkReadiness(services)).toEqual({ livekit: false, storage: false });
});

/** An event's body, as LiveKit writes it. */
function joinedBody(participant: ReturnType<typeof connectionOf>) {
  const { sid, identity, name, joinedAtMs, attributes } = participant;
  return {
    event: "participant_joined",
    id: eventOf("participant_joined", participant).id,
    room: { name: "space-tea" },
    participant: { sid, identity, name, joinedAtMs: String(joinedAtMs), attributes },
  };
}

async function post(services: Services, event: unknown) {
  return await ask(services, await deliveryOf(event, testKeys));
}

/** Status and code of the answer; an answer without a body has no code. */
async function ask(services: Services, request: Request, endpoint = receiveWebhook) {
  const answer = await withErrorHandling(endpoint)(request, services, { requestId: "r1" });
  const text = await answer.text();
  return [answer.status, text === "" ? null : problemSchema.parse(JSON.parse(text)).code];
}

Deno.test("a webhook costs one read and one commit, and a room's newcomers of one moment one call to LiveKit", async () => {
  await using server = await openTestServices();
  const calls: string[] = [];
  const counting: Services = {
    ...server.services,
    kv: {
      ...portOf(server.kv),
      get(key) {
        calls.push("read 1");
        return server.kv.get(key);
      },
      getMany(keys) {
        calls.push(`read ${keys.length}`);
        return server.kv.getMany(keys);
      },
      commit(commit) {
        calls.push(`check ${commit.checks.length}, write ${commit.writes.length}`);
        return server.kv.commit(commit);
      },
    },
  };
  const costOf = async (event: unknown) => {
    calls.length = 0;
    expect(await post(counting, event)).toEqual([200, null]);
    return calls.join("; ");
  };
  const connection = connectionOf(await server.seat(), 1);
  const joined = joinedBody(connection);
  const { sid, identity } = connection;
  const track = { sid: "TR_1", source: "CAMERA" };
  // Connection, presence version, inhabited, line of the log, seat, used reservation.
  expect(await costOf(joined)).toBe("read 3; check 2, write 6");
  expect(
    await costOf({
      ...joined,
      id: "EV_t",
      event: "track_published",
      participant: { sid, identity },
      track,
    }),
  )
    .toBe("read 1; check 0, write 1");
  expect(await costOf({ ...joined, id: "EV_l", event: "participant_left" }))
    .toBe("read 3; check 2, write 5");
  expect(await costOf(joined)).toBe("read 3");
  for (let more = 0; more < 3; more++) {
    await costOf(joinedBody(connectionOf(await server.seat(), 1)));
  }
  expect(server.livekit.sent).toHaveLength(1);
});
