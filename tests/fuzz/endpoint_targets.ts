/** Every endpoint, in-process: whatever is sent, a problem of ours is the worst answer. */
import fc from "fast-check";
import { expect } from "expect";
import { problemSchema } from "../../lib/contract/errors.ts";
import { createWebhookReceiver } from "../../lib/server/livekit/webhook_receiver.ts";
import {
  openTestServer,
  testApiSecret,
  testEndpoints,
  testEndpointsUnder,
  testOrigin,
  type TestServer,
} from "../fakes/test_server.ts";
import { signDelivery } from "../fakes/webhook_delivery.ts";
import type { FuzzTarget } from "./fuzz_target.ts";
import { almost, oddBody, oddHeader, oddJson, oddText } from "./odd_values.ts";

/** One good body for each address; for those without a line here bodies are odd all the same. */
const goodBodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "/api/guest-sessions": { roomName: "space-tea", participantName: "Kim", delivery: "body" },
  "/api/livekit/token": { roomName: "space-tea", participantName: "Kim", sessionToken: "mdg_x" },
  "/api/livekit/departure": { token: "a.b.c" },
  "/api/livekit/leave": { token: "a.b.c" },
  "/api/account": { participantName: "Kim" },
  "/api/recovery": { code: "ABCD-EFGH" },
  "/api/passkeys/registration/options": { participantName: "Kim" },
  "/api/passkeys/registration": {
    id: "AAAA",
    rawId: "AAAA",
    type: "public-key",
    response: { clientDataJSON: "AAAA", attestationObject: "AAAA", transports: ["usb"] },
  },
  "/api/passkeys/authentication": {
    id: "AAAA",
    rawId: "AAAA",
    type: "public-key",
    response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
  },
};

const standardBody = {
  room_name: "space-tea",
  participant_name: "Kim",
  participant_identity: "x",
  participant_metadata: "",
  participant_attributes: { a: "b" },
  room_config: {},
};

/** The parts of a good request, each sometimes odd and sometimes missing. */
const headers = fc.record({
  "content-type": fc.oneof(
    { arbitrary: fc.constant("application/json"), weight: 8 },
    { arbitrary: oddHeader, weight: 1 },
  ),
  "authorization": fc.oneof(
    oddHeader,
    oddHeader.map((token) => `Bearer ${token}`),
    fc.constantFrom("Bearer", "Bearer ", "Basic eDp5", "Bearer {good}"),
  ),
  "cookie": fc.oneof(
    oddHeader,
    oddHeader.map((value) => `madang_guest=${value}`),
    oddHeader.map((value) => `madang_user=${value}; madang_guest={good}`),
  ),
  "origin": fc.oneof(oddHeader, fc.constantFrom(testOrigin, "null", "https://evil.example")),
  "sec-fetch-site": fc.oneof(oddHeader, fc.constantFrom("same-origin", "cross-site", "none")),
  "x-forwarded-for": oddHeader,
  "accept": fc.oneof(oddHeader, fc.constant("text/event-stream")),
  "accept-language": oddHeader,
  "last-event-id": oddHeader,
}, { requiredKeys: [] });

/** Sends, and judges the answer by what holds of every one. */
export async function judge(server: TestServer, request: Request, secrets: readonly string[]) {
  server.lines.length = 0;
  const response = await server.send(request, "203.0.113.5");
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  if (response.status >= 400) {
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const problem = problemSchema.parse(JSON.parse(text));
    expect(problem.status).toBe(response.status);
    expect(text).not.toMatch(/\bat \S+:\d|file:\/\//);
  }
  for (const line of server.lines) {
    JSON.parse(line);
    for (const secret of secrets) expect(line).not.toContain(secret);
  }
}

export async function openFuzzServer(): Promise<{ server: TestServer; token: string }> {
  const server = await openTestServer({ MADANG_RATE_LIMITS: "off", TRUST_PROXY: "1" });
  const body = { roomName: "space-tea", participantName: "Kim", delivery: "body" };
  const entered = await server.browser().send("POST", "/api/guest-sessions", body);
  return { server, token: (await entered.json()).sessionToken };
}

function endpointTarget(method: string, path: string): FuzzTarget {
  const good = goodBodies[path] ?? { name: "x" };
  const bodies = path === "/api/livekit/token"
    ? fc.oneof(oddBody(good), oddBody(standardBody))
    : oddBody(good);
  return {
    name: `${method} ${path}`,
    share: method === "GET" || method === "DELETE" ? 3 : 10,
    async property() {
      const { server, token } = await openFuzzServer();
      return fc.asyncProperty(bodies, headers, async (body, given) => {
        const hasBody = method !== "GET";
        const request = new Request(testOrigin + path, { method, body: hasBody ? body : null });
        for (const [name, value] of Object.entries(given)) {
          request.headers.set(name, value.replaceAll("{good}", token));
        }
        await judge(server, request, [token]);
      });
    },
  };
}

/** Addresses that end in an id, asked by a user: any id is at worst not found. */
const underTarget: FuzzTarget = {
  name: "ids at the end of addresses",
  share: 8,
  async property() {
    const { server, token } = await openFuzzServer();
    const browser = server.browser();
    await server.signIn(browser, { userId: "u1", sessionId: "s1" });
    const asks = Object.entries(testEndpointsUnder).flatMap(([route, endpoints]) =>
      Object.keys(endpoints("x")).map((method) => ({ method, folder: route.replace(":id", "") }))
    );
    return fc.asyncProperty(fc.constantFrom(...asks), oddText, async ({ method, folder }, id) => {
      const path = folder + encodeURIComponent(id.toWellFormed() || "x");
      const request = new Request(testOrigin + path, {
        method,
        body: method === "GET" || method === "DELETE" ? null : '{"label":"Phone"}',
        headers: {
          "content-type": "application/json",
          "sec-fetch-site": "same-origin",
          "cookie": [...browser.cookies].map((pair) => pair.join("=")).join("; "),
        },
      });
      await judge(server, request, [token]);
    });
  },
};

/** A new passkey by a ceremony that was really begun: only what the authenticator would say is odd. */
const attestation: FuzzTarget = {
  name: "what an authenticator says",
  share: 3,
  async property() {
    const { server, token } = await openFuzzServer();
    const browser = server.browser();
    const start = "/api/passkeys/registration/options";
    const cbor = fc.tuple(
      fc.constantFrom("a3", "a363666d74646e6f6e656761747453746d74a0", "bf", "ff"),
      oddText,
    )
      .map(([head, rest]) =>
        new Uint8Array([...Uint8Array.fromHex(head), ...new TextEncoder().encode(rest)])
      );
    const said = fc.oneof(
      cbor,
      fc.uint8Array({ maxLength: 300 }),
      oddText.map((text) => new TextEncoder().encode(text)),
    );
    return fc.asyncProperty(said, oddJson, fc.boolean(), async (attested, odd, isOdd) => {
      const started = await browser.send("POST", start, { participantName: "Kim" });
      const { challenge } = await started.json();
      const client = { type: "webauthn.create", challenge, origin: testOrigin };
      const base64url = { alphabet: "base64url", omitPadding: true } as const;
      const body = {
        id: "AAAA",
        rawId: "AAAA",
        type: "public-key",
        response: {
          clientDataJSON: encoded(JSON.stringify(isOdd ? odd : client)) || "AAAA",
          attestationObject: new Uint8Array(attested).toBase64(base64url) || "AAAA",
        },
      };
      const request = new Request(`${testOrigin}/api/passkeys/registration`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "sec-fetch-site": "same-origin",
          "cookie": [...browser.cookies].map((pair) => pair.join("=")).join("; "),
        },
        body: JSON.stringify(body),
      });
      await judge(server, request, [token]);
    });
  },
};

const event = {
  event: "participant_joined",
  id: "EV_1",
  createdAt: "1",
  room: { name: "space-tea", sid: "RM_1" },
  participant: {
    sid: "PA_1",
    identity: `seat_${"0".repeat(32)}.1`,
    name: "Kim",
    joinedAt: "1",
    joinedAtMs: "1000",
    attributes: { "madang.seat": `seat_${"0".repeat(32)}` },
  },
  track: { sid: "TR_1", source: "CAMERA" },
};

/** Events almost as LiveKit makes them, signed by its key: a trusted sender may still be odd. */
const oddEvent = fc.tuple(almost(event), almost(event.room), almost(event.participant))
  .chain(([whole, room, participant]) =>
    fc.constantFrom(whole, { ...event, room }, { ...event, participant }, {
      ...event,
      room,
      participant,
    })
  );

const signedWebhook: FuzzTarget = {
  name: "POST /api/livekit/webhook, signed",
  share: 8,
  async property() {
    const { server } = await openFuzzServer();
    return fc.asyncProperty(fc.oneof(oddEvent, oddJson), async (value) => {
      const body = JSON.stringify(value);
      const keys = { apiKey: "devkey", apiSecret: testApiSecret };
      const request = new Request(`${testOrigin}/api/livekit/webhook`, {
        method: "POST",
        headers: {
          "content-type": "application/webhook+json",
          authorization: await signDelivery(body, keys),
        },
        body,
      });
      await judge(server, request, [testApiSecret]);
    });
  },
};

const forgedWebhook: FuzzTarget = {
  name: "WebhookReceiver, forged",
  share: 6,
  property() {
    const receiver = createWebhookReceiver({
      apiKey: "devkey",
      apiSecret: testApiSecret,
      previous: null,
    });
    const part = fc.oneof(oddJson.map((json) => encoded(JSON.stringify(json))), oddHeader);
    const jwt = fc.oneof(
      oddHeader,
      fc.tuple(part, part, part).map((parts) => parts.join(".")),
      fc.tuple(fc.constantFrom("none", "HS256", "HS512", "RS256", "None", ""), part)
        .map(([alg, claims]) => `${encoded(JSON.stringify({ alg, typ: "JWT" }))}.${claims}.`),
    );
    return fc.property(oddText, jwt, (body, authorization) => {
      expect(() => receiver.receive(body, authorization)).toThrow(
        expect.objectContaining({ name: "AppError", code: "unauthenticated" }),
      );
    });
  },
};

function encoded(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

export function endpointTargets(): FuzzTarget[] {
  const all = Object.entries(testEndpoints).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => endpointTarget(method, path))
  );
  return [...all, underTarget, attestation, signedWebhook, forgedWebhook];
}
