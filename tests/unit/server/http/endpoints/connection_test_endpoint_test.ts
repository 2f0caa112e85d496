import { expect } from "expect";
import { connectionTestSchema } from "../../../../../lib/contract/connection_test.ts";
import { testRoomPrefix } from "../../../../../lib/server/livekit/test_token.ts";
import { receiveWebhook } from "../../../../../lib/server/http/endpoints/webhook.ts";
import { reconcileAll } from "../../../../../lib/server/presence/reconcile_rounds.ts";
import { openTestServices, testKeys } from "../../../../fakes/test_services.ts";
import { openTestServer } from "../../../../fakes/test_server.ts";
import { deliveryOf } from "../../../../fakes/webhook_delivery.ts";

const address = "http://localhost:8000/api/livekit/test";

async function codeOf(answer: Response) {
  return [answer.status, (await answer.json()).code];
}

function claimsOf(token: string) {
  const [, payload = ""] = token.split(".");
  return JSON.parse(new TextDecoder().decode(
    Uint8Array.fromBase64(payload, { alphabet: "base64url" }),
  ));
}

Deno.test("POST /api/livekit/test gives a short token for a room of its own, where nothing is heard, seen or told [S370]", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  const ask = async () =>
    connectionTestSchema.parse(await (await browser.send("POST", "/api/livekit/test")).json());
  const [one, other] = [await ask(), await ask()];
  expect(one.url).toBe("ws://localhost:7880");
  const { video, roomConfig, exp, nbf, attributes, metadata } = claimsOf(one.token);
  expect(video).toEqual({
    roomJoin: true,
    room: video.room,
    canPublish: true,
    canPublishSources: ["microphone"],
    canPublishData: false,
    canSubscribe: false,
  });
  expect(video.room).toMatch(new RegExp(`^${testRoomPrefix}[0-9a-f]{32}$`));
  expect(claimsOf(other.token).video.room).not.toBe(video.room);
  expect(roomConfig)
    .toEqual({ name: video.room, maxParticipants: 2, emptyTimeout: 10, departureTimeout: 10 });
  expect(exp - nbf).toBeLessThanOrEqual(180);
  expect([attributes, metadata]).toEqual([undefined, undefined]);
  // Neither a session nor a row.
  expect(browser.cookies.size).toBe(0);
  expect(await server.kv.list([], 10)).toEqual([]);
});

Deno.test("POST /api/livekit/test takes no room, identity or grant from a client, and serves no other site [S371]", async () => {
  const server = await openTestServer();
  const wish = {
    roomName: "space-tea",
    room: "space-tea",
    identity: "seat_x.1",
    canSubscribe: true,
  };
  const answer = await server.browser().send("POST", "/api/livekit/test?room=space-tea", wish);
  const { video, sub } = claimsOf(connectionTestSchema.parse(await answer.json()).token);
  expect([video.room.startsWith(testRoomPrefix), video.canSubscribe, sub])
    .toEqual([true, false, "test"]);
  const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
  const elsewhere = await server.send(new Request(address, { method: "POST", headers }));
  expect(await codeOf(elsewhere)).toEqual([403, "cross-site"]);
  const without = await openTestServer({ MADANG_LIVEKIT: "missing" });
  const none = await without.send(new Request(address, { method: "POST" }));
  expect(await codeOf(none)).toEqual([503, "livekit-unavailable"]);
});

Deno.test("POST /api/livekit/test is limited by address [S372]", async () => {
  const server = await openTestServer();
  const statuses = new Set<number>();
  for (let i = 0; i < 61; i++) {
    const answer = await server.send(new Request(address, { method: "POST" }), "192.0.2.7");
    statuses.add(answer.status);
    await answer.body?.cancel();
  }
  expect([...statuses]).toEqual([201, 429]);
});

Deno.test("a test's room is no space: its events change no row, and the reconciler leaves it alone", async () => {
  await using server = await openTestServices();
  const roomName = `${testRoomPrefix}ab`;
  const participant = { sid: "PA_1", identity: "test", joinedAt: "1", state: "ACTIVE" };
  const before = await server.kv.list([], 100);
  for (const event of ["room_started", "participant_joined", "track_published", "room_finished"]) {
    const delivery = await deliveryOf(
      {
        event,
        id: `EV_${event}`,
        createdAt: "1",
        room: { name: roomName, sid: "RM_1" },
        participant,
      },
      testKeys,
    );
    const answer = await receiveWebhook(delivery, server.services, { requestId: "r" });
    expect(answer.status).toBe(200);
  }
  expect(await server.kv.list([], 100)).toEqual(before);
  server.livekit.rooms.set(roomName, []);
  await reconcileAll(server.services);
  expect(server.livekit.removed).toEqual([]);
  const touched = (await server.kv.list([], 100)).filter(({ key }) =>
    JSON.stringify(key).includes("madang-test")
  );
  expect(touched).toEqual([]);
});
