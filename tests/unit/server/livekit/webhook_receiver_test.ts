import { expect } from "expect";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { webhookReceiver } from "../../../../lib/server/livekit/webhook_receiver.ts";
import { signDelivery } from "../../../fakes/webhook_delivery.ts";

const keys = { apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" };
const previous = { apiKey: "oldkey", apiSecret: "the-one-before-of-32-characters!!" };
const receive = webhookReceiver([keys]);

const body = JSON.stringify({
  event: "participant_joined",
  id: "EV_1",
  createdAt: "1700000000",
  room: { name: "space-tea", sid: "RM_1" },
  participant: {
    sid: "PA_1",
    identity: "seat_1.1",
    name: "김",
    joinedAt: "1700000000",
    joinedAtMs: "1700000000123",
    attributes: { "madang.kind": "user" },
    somethingNewer: true,
  },
});

Deno.test("webhookReceiver() answers a signed event", async () => {
  expect(await receive(body, await signDelivery(body, keys))).toEqual({
    id: "EV_1",
    type: "participant_joined",
    roomName: "space-tea",
    createdAtMs: 1_700_000_000_000,
    participant: {
      sid: "PA_1",
      identity: "seat_1.1",
      name: "김",
      joinedAtMs: 1_700_000_000_123,
      attributes: { "madang.kind": "user" },
      outsideKind: "outside",
    },
    track: null,
  });
});

Deno.test("webhookReceiver() reads sources of tracks, and events without a room", async () => {
  const track = JSON.stringify({
    event: "track_published",
    id: "EV_2",
    track: { sid: "TR_1", source: "SCREEN_SHARE" },
  });
  const event = await receive(track, await signDelivery(track, keys));
  expect([event.track, event.roomName, event.participant])
    .toEqual([{ sid: "TR_1", source: "screen-share" }, null, null]);
});

Deno.test("webhookReceiver() refuses forgeries", async () => {
  const good = await signDelivery(body, keys);
  const [head, payload, signature] = good.split(".");
  const none = btoa('{"alg":"none"}').replaceAll("=", "");
  const forgeries: [string, string, string | null][] = [
    ["unsigned", body, null],
    ["empty", body, ""],
    ["no token", body, "Bearer x"],
    ["another's secret", body, await signDelivery(body, { ...keys, apiSecret: "x".repeat(32) })],
    ["another's key", body, await signDelivery(body, previous)],
    ["tampered body", body.replace("tea", "pub"), good],
    ["alg none", body, `${none}.${payload}.`],
    ["flipped signature", body, `${head}.${payload}.${signature.split("").reverse().join("")}`],
    ["no hash", body, await signDelivery(body, keys, { sha256: undefined })],
    ["over", body, await signDelivery(body, keys, { expiresInSeconds: -70 })],
    ["unreadable and forged", "{", await signDelivery("{", previous)],
  ];
  for (const [name, given, authorization] of forgeries) {
    expect([name, await codeOf(receive(given, authorization))]).toEqual([name, "unauthenticated"]);
  }
});

Deno.test("webhookReceiver() accepts a minute of clock skew, as LiveKit does", async () => {
  for (const skew of [{ expiresInSeconds: -55 }, { notBeforeInSeconds: 55 }]) {
    expect((await receive(body, await signDelivery(body, keys, skew))).id).toBe("EV_1");
  }
  const tooEarly = await signDelivery(body, keys, { notBeforeInSeconds: 70 });
  expect(await codeOf(receive(body, tooEarly))).toBe("unauthenticated");
});

Deno.test("webhookReceiver() accepts both keys during rotation", async () => {
  const rotating = webhookReceiver([keys, previous]);
  expect((await rotating(body, await signDelivery(body, keys))).id).toBe("EV_1");
  expect((await rotating(body, await signDelivery(body, previous))).id).toBe("EV_1");
});

Deno.test("webhookReceiver() tells a signed unreadable event from a forgery", async () => {
  for (const unreadable of ["", "{", "[]", "null", '{"event":7}', '{"event":"room_started"}']) {
    const authorization = await signDelivery(unreadable, keys);
    expect([unreadable, await codeOf(receive(unreadable, authorization))])
      .toEqual([unreadable, "invalid-body"]);
  }
});

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(() => null, (thrown) => thrown);
  return error instanceof AppError ? error.code : error;
}
