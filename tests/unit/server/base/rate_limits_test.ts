import { expect } from "expect";
import { problemSchema } from "../../../../lib/contract/errors.ts";
import { endpointLimits } from "../../../../lib/server/http/kit/endpoint_limits.ts";
import { limitOf } from "../../../../lib/server/http/kit/rate_limit.ts";
import { maxCounted, RateLimits } from "../../../../lib/server/base/rate_limits.ts";
import { openTestServer, testApiSecret, type TestServer } from "../../../fakes/test_server.ts";
import { testOrigin } from "../../../fakes/test_server.ts";
import { signDelivery } from "../../../fakes/webhook_delivery.ts";

const budget = { burst: 3, perMinute: 60 };

Deno.test("RateLimits: a burst, then a steady pace, and the wait is exact", () => {
  let now = 1_000_000;
  const limits = new RateLimits({ now: () => now });
  expect([1, 2, 3].map(() => limits.take("a", budget))).toEqual([0, 0, 0]);
  expect(limits.take("a", budget)).toBe(1000);
  expect(limits.waitMs("a", budget)).toBe(1000);
  expect(limits.take("b", budget)).toBe(0);
  now += 999;
  expect(limits.take("a", budget)).toBe(1);
  now += 1;
  expect(limits.take("a", budget)).toBe(0);
  expect(limits.take("a", budget)).toBe(1000);
  now += 60_000;
  expect([1, 2, 3].map(() => limits.take("a", budget))).toEqual([0, 0, 0]);
  expect(limits.take("a", budget)).toBe(1000);
});

Deno.test("RateLimits: a clock that was set back delays a key for at most a burst", () => {
  let now = 10_000_000;
  const limits = new RateLimits({ now: () => now });
  for (let i = 0; i < 3; i++) limits.take("a", budget);
  now -= 9_000_000;
  expect(limits.take("a", budget)).toBe(1000);
});

Deno.test("RateLimits: memory is bounded, and the least recent key is forgotten", () => {
  const limits = new RateLimits({ now: () => 0 });
  for (let i = 0; i < 3; i++) limits.take("first", budget);
  for (let i = 0; i < maxCounted - 1; i++) limits.take(`other ${i}`, budget);
  expect(limits.take("first", budget)).toBe(1000);
  for (let i = 0; i < maxCounted; i++) limits.take(`more ${i}`, budget);
  expect(limits.counted).toBe(maxCounted);
  expect(limits.take("first", budget)).toBe(0);
});

Deno.test("RateLimits.acquire() releases a slot only once", () => {
  const limits = new RateLimits({ now: () => 0 });
  const first = limits.acquire("a", 2);
  limits.acquire("a", 2);
  expect(limits.acquire("a", 2)).toBeNull();
  first?.();
  first?.();
  expect(limits.acquire("a", 2)).not.toBeNull();
  expect(limits.acquire("a", 2)).toBeNull();
});

function guestRequest(headers: Record<string, string> = {}): Request {
  return new Request(`${testOrigin}/api/guest-sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ roomName: "space-tea", participantName: "Kim", delivery: "body" }),
  });
}

/** The number of `asks` without a 429, and the first 429. */
async function flood(server: TestServer, asks: number, request: (i: number) => [Request, string]) {
  let taken = 0;
  let refusal: Response | null = null;
  for (let i = 0; i < asks; i++) {
    const response = await server.send(...request(i));
    if (response.status !== 429) taken++;
    else refusal ??= response;
  }
  return { taken, refusal };
}

const entering = endpointLimits["POST /api/guest-sessions"].perAddress ?? budget;

Deno.test("an endpoint answers 429 rate-limited with Retry-After to an address that asks too often", async () => {
  const server = await openTestServer();
  const ask = () => [guestRequest(), "203.0.113.5"] as [Request, string];
  const { taken, refusal } = await flood(server, entering.burst + 5, ask);
  expect(taken).toBe(entering.burst);
  expect(problemSchema.parse(await refusal?.json()).code).toBe("rate-limited");
  expect(Number(refusal?.headers.get("retry-after"))).toBe(60 / entering.perMinute);
  expect((await server.send(guestRequest(), "203.0.113.6")).status).toBe(201);
  server.now += 1000;
  expect((await server.send(guestRequest(), "203.0.113.5")).status).toBe(201);
});

Deno.test("200 people behind one address join within a minute, each with a retry", async () => {
  const server = await openTestServer();
  for (let person = 0; person < 200; person++) {
    server.now += 300;
    const entered = await server.send(guestRequest(), "203.0.113.5");
    expect(entered.status).toBe(201);
    const { sessionToken } = await entered.json();
    for (let attempt = 0; attempt < 2; attempt++) {
      const request = new Request(`${testOrigin}/api/livekit/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ roomName: `space-tea-${person}`, sessionToken }),
      });
      const status = (await server.send(request, "203.0.113.5")).status;
      expect([403, 200]).toContain(status);
    }
  }
});

Deno.test("spoofed forwarding headers give no new budget", async () => {
  for (
    const [proxies, peer] of [["", "203.0.113.5"], ["1", "127.0.0.1"], ["10.0.0.0/8", "10.0.0.1"]]
  ) {
    const server = await openTestServer({ TRUST_PROXY: proxies });
    const { taken } = await flood(server, entering.burst + 20, (i) => {
      const spoofed = `9.9.${i % 256}.${i >> 8}`;
      const headers = {
        "x-forwarded-for": proxies === "" ? spoofed : `${spoofed}, 203.0.113.5`,
        "forwarded": `for=${spoofed}`,
        "x-real-ip": spoofed,
        "cf-connecting-ip": spoofed,
        "true-client-ip": spoofed,
      };
      return [guestRequest(headers), peer];
    });
    expect([proxies, taken]).toEqual([proxies, entering.burst]);
  }
});

Deno.test("one session is counted from any address: by bearer, cookie and body", async () => {
  const server = await openTestServer();
  const entered = await (await server.send(guestRequest())).json();
  const perSession = endpointLimits["POST /api/livekit/token"].perSession ?? budget;
  const ways: ((token: string) => { headers: Record<string, string>; sessionToken?: string })[] = [
    (token) => ({ headers: { authorization: `Bearer ${token}` } }),
    (token) => ({
      headers: { "cookie": `madang_guest=${token}`, "sec-fetch-site": "same-origin" },
    }),
    (sessionToken) => ({ headers: {}, sessionToken }),
  ];
  for (const way of ways) {
    const { headers, sessionToken } = way(entered.sessionToken);
    const { taken } = await flood(server, perSession.burst + 5, (i) => [
      new Request(`${testOrigin}/api/livekit/token`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ roomName: "space-tea", sessionToken }),
      }),
      `203.0.113.${i}`,
    ]);
    expect(taken).toBe(perSession.burst);
    server.now += 600_000;
  }
});

Deno.test("what proves no session is not counted as one: a proxy's Basic login, made-up headers and cookies [S74]", async () => {
  const server = await openTestServer();
  const perSession = endpointLimits["POST /api/livekit/token"].perSession ?? budget;
  const ask = (cookie: string, headers: Record<string, string>, i: number): [Request, string] => [
    new Request(`${testOrigin}/api/livekit/token`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "sec-fetch-site": "same-origin",
        cookie,
        ...headers,
      },
      body: JSON.stringify({ roomName: "space-tea" }),
    }),
    `203.0.113.${i}`,
  ];
  // A whole site behind one login: each person has a budget.
  const asks = perSession.burst + 5;
  const people = await flood(server, asks, (i) => {
    const cookie = `madang_guest=mdg_${String(i).padStart(43, "A")}`;
    return ask(cookie, { authorization: "Basic a2ltOmtpbQ==" }, i);
  });
  expect(people.taken).toBe(asks);
  const { sessionToken } = await (await server.send(guestRequest())).json();
  const guest = `madang_guest=${sessionToken}`;
  const escapes: [string, (i: number) => [Request, string]][] = [
    ["another login each time", (i) => ask(guest, { authorization: `Basic ${btoa(`a:${i}`)}` }, i)],
    ["another scheme each time", (i) => ask(guest, { authorization: `Scheme${i} x` }, i)],
    ["another cookie beside it", (i) => ask(`madang_user=made-up-${i}; ${guest}`, {}, i)],
  ];
  for (const [name, request] of escapes) {
    const { taken } = await flood(server, asks, request);
    expect([name, taken]).toEqual([name, perSession.burst]);
    server.now += 600_000;
  }
});

Deno.test("LiveKit's deliveries are never limited; forgeries are, and are then left unread [S51]", async () => {
  const server = await openTestServer();
  const keys = { apiKey: "devkey", apiSecret: testApiSecret };
  const deliver = async (secret: string, body: ReadableStream | string, signed = "{}") => {
    const headers = {
      "content-type": "application/webhook+json",
      authorization: await signDelivery(signed, { ...keys, apiSecret: secret }),
    };
    const address = `${testOrigin}/api/livekit/webhook`;
    const request = new Request(address, { method: "POST", headers, body });
    return (await server.send(request, "127.0.0.1")).status;
  };
  const event = JSON.stringify({ event: "room_started", id: "EV_1", room: { name: "space-tea" } });
  for (let i = 0; i < 100; i++) expect(await deliver(testApiSecret, event, event)).toBe(200);
  const forger = "another-secret-of-at-least-32-characters";
  const most = endpointLimits["POST /api/livekit/webhook"].forgeriesPerAddress?.burst ?? 0;
  for (let i = 0; i < most; i++) expect(await deliver(forger, "{}")).toBe(401);
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(1024));
    },
  }, { highWaterMark: 0 });
  expect(await deliver(forger, endless)).toBe(429);
  expect(pulled).toBe(0);
  // LiveKit may share the forger's address.
  expect(await deliver(testApiSecret, event, event)).toBe(200);
});

Deno.test("MADANG_RATE_LIMITS=off limits no request", async () => {
  const server = await openTestServer({ MADANG_RATE_LIMITS: "off" });
  const { taken } = await flood(server, entering.burst + 20, () => [guestRequest(), "203.0.113.5"]);
  expect(taken).toBe(entering.burst + 20);
  expect(server.services.rateLimits.counted).toBe(0);
});

Deno.test("limitOf() limits a writing endpoint without a declared limit", () => {
  expect(limitOf("POST /api/new")?.perAddress?.burst).toBeGreaterThan(0);
  expect(limitOf("GET /api/health")).toBeNull();
});
