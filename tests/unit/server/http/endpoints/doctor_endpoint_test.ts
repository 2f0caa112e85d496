import { SignJWT } from "jose";
import { expect } from "expect";
import {
  doctorRoomPrefix,
  signDoctorToken,
} from "../../../../../lib/server/livekit/doctor_token.ts";
import { getDoctor } from "../../../../../lib/server/http/endpoints/doctor.ts";
import { withErrorHandling } from "../../../../../lib/server/http/kit/endpoint.ts";
import { noticeMisdirectedWebhook } from "../../../../../lib/server/http/kit/setting_warnings.ts";
import { receiveWebhook } from "../../../../../lib/server/http/endpoints/webhook.ts";
import { reconcile } from "../../../../../lib/server/presence/reconcile.ts";
import type { Services } from "../../../../../lib/server/services.ts";
import { connectionOf, openTestServices, testKeys } from "../../../../fakes/test_services.ts";
import { deliveryOf, signDelivery } from "../../../../fakes/webhook_delivery.ts";

async function ask(services: Services, token: string | null, room = "") {
  const headers: Record<string, string> = { "x-forwarded-for": "192.0.2.1" };
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const request = new Request(`http://localhost:8000/api/doctor?room=${room}`, { headers });
  const endpoint = withErrorHandling(getDoctor("127.0.0.1"));
  const caller = { endpoint: "GET /api/doctor", address: "127.0.0.1" };
  const answer = await endpoint(request, services, { requestId: "r", caller });
  return { status: answer.status, body: await answer.json() };
}

Deno.test("getDoctor() tells a doctor with LiveKit's secret what arrives, and anybody else nothing [S152]", async () => {
  await using server = await openTestServices();
  const { services } = server;
  const token = await signDoctorToken(testKeys, server.now);
  const told = await ask(services, token);
  expect(told).toMatchObject({
    status: 200,
    body: { peer: "127.0.0.1", forwardedFor: "192.0.2.1", counted: "127.0.0.1", hasEvent: false },
  });
  expect(told.body.storageMs).toBeGreaterThanOrEqual(0);
  const other = { ...testKeys, apiSecret: "another-secret-of-at-least-32-characters" };
  const seconds = Math.floor(server.now / 1000);
  const signed = (claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(testKeys.apiSecret));
  const times = { iss: testKeys.apiKey, iat: seconds, exp: seconds + 60 };
  const refused = {
    "none": null,
    "text": "x",
    "another secret": await signDoctorToken(other, server.now),
    "an old one": await signDoctorToken(testKeys, server.now - 3_600_000),
    "a participant's": await signed({ ...times, video: { roomJoin: true, room: "space-tea" } }),
    "a lasting one": await signed({ ...times, aud: "madang-doctor", iat: seconds - 86_400 }),
  };
  for (const [name, one] of Object.entries(refused)) {
    const { status, body } = await ask(services, one);
    expect([name, status, body.code]).toEqual([name, 401, "unauthenticated"]);
  }
});

Deno.test("getDoctor() sees the event of a doctor's room, and of no other", async () => {
  await using server = await openTestServices();
  const token = await signDoctorToken(testKeys, server.now);
  const room = `${doctorRoomPrefix}0123`;
  const event = (name: string) => ({
    event: "room_started",
    id: `EV_${name}`,
    createdAt: String(Math.floor(Date.now() / 1000)),
    room: { name, sid: "RM_1" },
  });
  for (const name of [room, "space-tea"]) {
    await receiveWebhook(await deliveryOf(event(name), testKeys), server.services, {
      requestId: "r",
    });
  }
  expect((await ask(server.services, token, room)).body.hasEvent).toBe(true);
  for (const name of ["space-tea", `${room}4`, "", "x".repeat(3000)]) {
    expect((await ask(server.services, token, name)).body.hasEvent).toBe(false);
  }
});

Deno.test("a refused delivery of a LiveKit warns once, with its reason; the next accepted one ends that", async () => {
  const other = { ...testKeys, apiSecret: "another-secret-of-at-least-32-characters" };
  const body = JSON.stringify({ event: "room_started", id: "EV_1", room: { name: "space-tea" } });
  const reasons: [string, string][] = [
    ["wrong-secret", await signDelivery(body, other)],
    ["another-key", await signDelivery(body, { ...testKeys, apiKey: "stranger" })],
    ["clock", await signDelivery(body, testKeys, { expiresInSeconds: -90 })],
    ["other-body", await signDelivery(`${body} `, testKeys)],
  ];
  for (const [reason, authorization] of reasons) {
    await using server = await openTestServices();
    const { services } = server;
    const deliver = (text: string, signature: string) =>
      withErrorHandling(receiveWebhook)(
        new Request("http://localhost:8000/api/livekit/webhook", {
          method: "POST",
          headers: { "content-type": "application/webhook+json", authorization: signature },
          body: text,
        }),
        services,
        { requestId: "r" },
      );
    for (let time = 0; time < 2; time++) {
      expect((await deliver(body, authorization)).status).toBe(401);
    }
    expect(services.warnings.details).toEqual({ "webhooks-refused": reason });
    const unsigned = await deliver(body, "Bearer x");
    expect(unsigned.status).toBe(401);
    expect((await deliver(body, await signDelivery(body, testKeys))).status).toBe(200);
    expect(services.warnings.active).toEqual([]);
  }
});

Deno.test("noticeMisdirectedWebhook() warns of a delivery to an address that takes none", async () => {
  await using server = await openTestServices();
  const { services } = server;
  const sent = (type: string) =>
    new Request("http://localhost:8000/webhook", {
      method: "POST",
      headers: { "content-type": type },
    });
  noticeMisdirectedWebhook(sent("application/json"), 404, services);
  noticeMisdirectedWebhook(sent("application/webhook+json"), 401, services);
  expect(services.warnings.active).toEqual([]);
  noticeMisdirectedWebhook(sent("application/webhook+json"), 404, services);
  expect(services.warnings.details).toEqual({ "webhooks-refused": "wrong-path" });
});

Deno.test("reconcile() warns of missing webhooks by a newcomer whom no event has told in 10 s", async () => {
  await using server = await openTestServices();
  const { services } = server;
  services.warnings.since = server.now;
  const join = async (secondsAgo: number) => {
    const joinedAtMs = server.now - secondsAgo * 1000;
    const newcomer = { ...connectionOf(await server.seat(), 1), joinedAtMs };
    server.livekit.rooms.set("space-tea", [newcomer]);
    await reconcile(services, "tea");
    return services.warnings.active;
  };
  // Before this process began; just now; long enough ago.
  expect(await join(600)).toEqual([]);
  server.now += 120_000;
  expect(await join(5)).toEqual([]);
  expect(await join(30)).toEqual(["webhooks-missing"]);
});
