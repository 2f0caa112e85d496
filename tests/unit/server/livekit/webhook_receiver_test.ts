import { expect } from "expect";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import {
  createWebhookReceiver,
  maxIdCharacters,
} from "../../../../lib/server/livekit/webhook_receiver.ts";
import { signDelivery } from "../../../fakes/webhook_delivery.ts";

const keys = { apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" };
const previous = { apiKey: "oldkey", apiSecret: "the-one-before-of-32-characters!!" };
const { receive, isSigned } = createWebhookReceiver({ ...keys, previous: null });

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

Deno.test("WebhookReceiver answers a signed event", async () => {
  expect(receive(body, await signDelivery(body, keys))).toEqual({
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

Deno.test("WebhookReceiver reads sources of tracks, and events without a room", async () => {
  const track = JSON.stringify({
    event: "track_published",
    id: "EV_2",
    track: { sid: "TR_1", source: "SCREEN_SHARE" },
  });
  const event = receive(track, await signDelivery(track, keys));
  expect([event.track, event.roomName, event.participant])
    .toEqual([{ sid: "TR_1", source: "screen-share" }, null, null]);
});

Deno.test("WebhookReceiver refuses forgeries", async () => {
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
    expect([name, codeOf(given, authorization)]).toEqual([name, "unauthenticated"]);
  }
});

Deno.test("WebhookReceiver accepts a minute of clock skew, as LiveKit does", async () => {
  for (const skew of [{ expiresInSeconds: -55 }, { notBeforeInSeconds: 55 }]) {
    expect(receive(body, await signDelivery(body, keys, skew)).id).toBe("EV_1");
  }
  const tooEarly = await signDelivery(body, keys, { notBeforeInSeconds: 70 });
  expect(codeOf(body, tooEarly)).toBe("unauthenticated");
});

Deno.test("WebhookReceiver accepts both keys during rotation", async () => {
  const rotating = createWebhookReceiver({ ...keys, previous });
  expect(rotating.receive(body, await signDelivery(body, keys)).id).toBe("EV_1");
  expect(rotating.receive(body, await signDelivery(body, previous)).id).toBe("EV_1");
});

Deno.test("WebhookReceiver tells a signed unreadable event from a forgery", async () => {
  for (const unreadable of ["", "{", "[]", "null", '{"event":7}', '{"event":"room_started"}']) {
    const authorization = await signDelivery(unreadable, keys);
    expect([unreadable, codeOf(unreadable, authorization)]).toEqual([unreadable, "invalid-body"]);
  }
});

Deno.test("WebhookReceiver takes ids as long as storage can hold as keys, and refuses longer ones", async () => {
  const longest = "x".repeat(maxIdCharacters);
  const places: ((id: string) => unknown)[] = [
    (id) => ({ event: "room_finished", id }),
    (id) => ({ event: "participant_left", id: "EV_1", participant: { sid: id } }),
    (id) => ({ event: "track_published", id: "EV_1", track: { sid: id } }),
  ];
  for (const eventWith of places) {
    const [fits, tooLong] = [longest, `${longest}x`].map((id) => JSON.stringify(eventWith(id)));
    expect(codeOf(fits, await signDelivery(fits, keys))).toBeNull();
    expect(codeOf(tooLong, await signDelivery(tooLong, keys))).toBe("invalid-body");
  }
});

Deno.test("WebhookReceiver.isSigned() reads no body", async () => {
  expect(isSigned(await signDelivery("{", keys))).toBe(true);
  expect(isSigned(await signDelivery("{", previous))).toBe(false);
  expect(isSigned(null)).toBe(false);
  expect(createWebhookReceiver(null).isSigned(await signDelivery("{", keys))).toBe(false);
});

/** `null` for an event that is taken. */
function codeOf(given: string, authorization: string | null): unknown {
  try {
    receive(given, authorization);
    return null;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}
