/**
 * `POST /api/livekit/token` and its neighbours, through the whole stack in one process. A long file: each test asks the same
 * endpoint as another client would, and shares its helpers.
 */
import { expect } from "expect";
import { decodeJwt } from "jose";
import { tokenAnswerSchema } from "../../../../../lib/contract/token.ts";
import { guestSessionKey, seatKey } from "../../../../../lib/server/rows/kv_keys.ts";
import { seatAfterEnd, seatAfterJoined } from "../../../../../lib/server/seats/seats.ts";
import { hashToken } from "../../../../../lib/server/base/session_tokens.ts";
import { testInstallationId } from "../../../../fakes/test_services.ts";
import { openTestServer, TestBrowser, type TestServer } from "../../../../fakes/test_server.ts";

const path = "/api/livekit/token";
const ask = { roomName: "space-tea" };

async function refusal(response: Promise<Response>): Promise<[number, string]> {
  const answer = await response;
  return [answer.status, (await answer.json()).code];
}

async function guestToken(server: TestServer, slug = "tea"): Promise<string> {
  const body = { roomName: `space-${slug}`, participantName: "Kim", delivery: "body" };
  const response = await server.browser().send("POST", "/api/guest-sessions", body);
  return (await response.json()).sessionToken;
}

Deno.test("POST /api/livekit/token answers our own form", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const response = await browser.send("POST", path, { ...ask, participantId: "admin" });
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const body = await response.json();
  const answer = tokenAnswerSchema.parse(body);
  expect(answer).toEqual(body);
  expect(answer).toMatchObject({
    url: "ws://localhost:7880",
    roomName: "space-tea",
    participantName: "Kim",
    participantId: `${answer.seatId}.1`,
    expiresAt: new Date(server.now + 120_000).toISOString(),
  });
  expect(decodeJwt(answer.token)).toMatchObject({
    sub: answer.participantId,
    name: "Kim",
    attributes: {
      "madang.seat": answer.seatId,
      "madang.kind": "guest",
      "madang.role": "speaker",
      "madang.installation": testInstallationId,
    },
    roomConfig: { name: "space-tea", maxParticipants: 110 },
    video: {
      room: "space-tea",
      canPublishSources: ["microphone", "camera", "screen_share", "screen_share_audio"],
    },
  });
});

Deno.test("POST /api/livekit/token answers LiveKit's standard form, and ignores its identity, attributes and room settings", async () => {
  const server = await openTestServer();
  const token = await guestToken(server);
  const response = await server.browser().send("POST", path, {
    room_name: "space-tea",
    participant_name: "Lee",
    participant_identity: "admin",
    participant_metadata: "x",
    participant_attributes: { "madang.role": "owner" },
    room_config: { max_participants: 1 },
  }, { authorization: `Bearer ${token}` });
  expect(response.status).toBe(201);
  const answer = await response.json();
  expect(Object.keys(answer).toSorted()).toEqual(["participant_token", "server_url"]);
  const claims = decodeJwt(answer.participant_token);
  expect(claims).toMatchObject({ name: "Lee", attributes: { "madang.role": "speaker" } });
  expect(claims.sub).toMatch(/^seat_[0-9a-f]{32}\.1$/);
  expect(claims.metadata).toBeUndefined();
});

Deno.test("POST /api/livekit/token refuses both forms in one body", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const mixed = { ...ask, room_name: "space-tea" };
  expect(await refusal(browser.send("POST", path, mixed))).toEqual([400, "invalid-body"]);
});

Deno.test("POST /api/livekit/token answers unauthenticated without a session, and session-invalid to every invalid one", async () => {
  const server = await openTestServer();
  expect(await refusal(server.browser().send("POST", path, ask))).toEqual([401, "unauthenticated"]);
  const valid = await guestToken(server);
  const flipped = valid.slice(0, -1) + (valid.endsWith("A") ? "B" : "A");
  const invalid = [flipped, valid.slice(0, -1), "mdg_", "x", "", `mdg_${"A".repeat(43)}`];
  for (const sessionToken of invalid) {
    const body = { ...ask, sessionToken };
    expect(await refusal(server.browser().send("POST", path, body)))
      .toEqual([401, "session-invalid"]);
    const headers = { authorization: `Bearer ${sessionToken}` };
    expect(await refusal(server.browser().send("POST", path, ask, headers)))
      .toEqual([401, "session-invalid"]);
  }
  server.now += 86_400_000;
  const body = { ...ask, sessionToken: valid };
  expect(await refusal(server.browser().send("POST", path, body))).toEqual([
    401,
    "session-invalid",
  ]);
});

Deno.test("POST /api/livekit/token refuses a session that expired a millisecond ago, though its row is still in KV [S10]", async () => {
  const server = await openTestServer();
  const token = await guestToken(server);
  const row = await server.kv.get(guestSessionKey(hashToken(token)));
  const value = { ...row.value!, expiresAt: server.now };
  await server.kv.commit({ checks: [], writes: [{ type: "set", key: row.key, value }] });
  const response = server.browser().send("POST", path, { ...ask, sessionToken: token });
  expect(await refusal(response)).toEqual([401, "session-invalid"]);
});

Deno.test("POST /api/livekit/token refuses a space that the session was not admitted to", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const rows = server.kv.rows().length;
  expect(await refusal(browser.send("POST", path, { roomName: "space-garden" })))
    .toEqual([403, "room-mismatch"]);
  expect(server.kv.rows()).toHaveLength(rows);
});

Deno.test("POST /api/livekit/token: a bearer counts before cookies, a user before a guest", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  await server.signIn(browser, { userId: "lee", sessionId: "laptop" });
  const other = await guestToken(server);
  const nameFor = async (headers: Record<string, string>, body = {}) =>
    (await (await browser.send("POST", path, { ...ask, ...body }, headers)).json()).participantName;
  expect(await nameFor({ authorization: `Bearer ${other}` })).toBe("Kim");
  expect(await nameFor({}, { sessionToken: other })).toBe("lee");
  // A valid cookie does not replace an invalid bearer.
  expect(await refusal(browser.send("POST", path, ask, { authorization: "Bearer mdg_x" })))
    .toEqual([401, "session-invalid"]);
  // Another scheme is a proxy's, and ignored.
  expect(await nameFor({ authorization: "Basic eDp5" })).toBe("lee");
});

Deno.test("POST /api/livekit/token ignores an invalid cookie if the next credential is valid", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  browser.cookies.set("madang_user", "stale");
  expect((await browser.send("POST", path, ask)).status).toBe(200);
  browser.cookies.set("madang_guest", "stale");
  const body = { ...ask, sessionToken: await guestToken(server) };
  expect((await browser.send("POST", path, body)).status).toBe(200);
  expect(await refusal(browser.send("POST", path, ask))).toEqual([401, "session-invalid"]);
});

Deno.test("POST /api/livekit/token takes no cookie from another site's page, but a token in the body", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const elsewhere: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site", "origin": "https://evil.example" },
    { "sec-fetch-site": "same-site", "origin": "http://localhost:9000" },
    { "sec-fetch-site": "none", "origin": "null" },
  ];
  const rows = JSON.stringify(server.kv.rows());
  for (const headers of elsewhere) {
    expect(await refusal(browser.send("POST", path, ask, headers))).toEqual([403, "cross-site"]);
  }
  expect(JSON.stringify(server.kv.rows())).toBe(rows);
  const body = { ...ask, sessionToken: await guestToken(server) };
  expect((await browser.send("POST", path, body, elsewhere[0])).status).toBe(200);
});

Deno.test("POST /api/livekit/token compares Origin if a browser sends no Sec-Fetch-Site", async () => {
  const send = async (environment: Record<string, string>, origin: string | null) => {
    const server = await openTestServer(environment);
    const browser = server.browser();
    await browser.enter("tea", "Kim");
    const cookie = `${environment.PUBLIC_URL ? "__Host-" : ""}madang_guest=${
      [...browser.cookies.values()][0]
    }`;
    const headers = new Headers({ "content-type": "application/json", cookie });
    if (origin !== null) headers.set("origin", origin);
    const url = "http://localhost:8000/api/livekit/token";
    const body = JSON.stringify(ask);
    return (await server.send(new Request(url, { method: "POST", headers, body }))).status;
  };
  expect(await send({}, "http://localhost:8000")).toBe(200);
  expect(await send({}, "http://localhost:8001")).toBe(403);
  expect(await send({}, "null")).toBe(403);
  expect(await send({}, null)).toBe(403);
  const proxied = { PUBLIC_URL: "https://talk.example.org" };
  expect(await send(proxied, "https://talk.example.org")).toBe(200);
  expect(await send(proxied, "http://talk.example.org")).toBe(403);
});

Deno.test("POST /api/livekit/token renames a guest by the body's name, but no user", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const renamed = { ...ask, participantName: " Kim Cheolsu " };
  const answer = await (await browser.send("POST", path, renamed)).json();
  expect(answer.participantName).toBe("Kim Cheolsu");
  const own = await (await browser.send("GET", "/api/guest-sessions/me")).json();
  expect(own.participantName).toBe("Kim Cheolsu");
  await server.signIn(browser, { userId: "lee", sessionId: "laptop" });
  const user = await (await browser.send("POST", path, renamed)).json();
  expect(user.participantName).toBe("lee");
});

Deno.test("POST /api/livekit/token answers livekit-unavailable to a valid body without a LiveKit server", async () => {
  const server = await openTestServer({ MADANG_LIVEKIT: "missing" });
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  expect(await refusal(browser.send("POST", path, {}))).toEqual([400, "invalid-body"]);
  expect(await refusal(browser.send("POST", path, ask))).toEqual([503, "livekit-unavailable"]);
});

Deno.test("POST /api/livekit/token answers 503 with Retry-After when storage is away", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  server.kv.isAway = true;
  const response = await browser.send("POST", path, ask);
  expect(response.status).toBe(503);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await response.json()).code).toBe("storage-unavailable");
});

Deno.test("allowed origins may call without cookies; other origins cannot read the answer", async () => {
  const server = await openTestServer({ MADANG_ALLOWED_ORIGINS: "https://app.example" });
  const preflight = (origin: string) =>
    server.send(
      new Request(`http://localhost:8000${path}`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      }),
    );
  const allowed = await preflight("https://app.example");
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(allowed.headers.has("access-control-allow-credentials")).toBe(false);
  expect((await preflight("https://evil.example")).headers.has("access-control-allow-origin"))
    .toBe(false);
  const sessionToken = await guestToken(server);
  const headers = { "origin": "https://app.example", "sec-fetch-site": "cross-site" };
  const body = { ...ask, sessionToken };
  const answer = await new TestBrowser(server).send("POST", path, body, headers);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
});

Deno.test("POST /api/livekit/departure answers the reason to the holder of the token", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const { token, seatId } = await browser.token("tea");
  const reason = async (asked = token) => {
    const response = await server.browser().send("POST", "/api/livekit/departure", {
      token: asked,
    });
    expect(response.status).toBe(200);
    return (await response.json()).reason;
  };
  expect(await reason()).toBe("unknown");
  const row = () => server.kv.get(seatKey(seatId));
  await browser.token("tea");
  await server.kv.commit(seatAfterJoined(await row(), 2, server.now)!);
  expect(await reason()).toBe("taken-over");
  for (const why of ["removed", "banned"] as const) {
    await server.kv.commit(seatAfterEnd(await row(), { session: null, reason: why }, server.now)!);
    expect(await reason()).toBe(why);
  }
  const fresh = await browser.token("tea");
  await browser.send("DELETE", "/api/guest-sessions/me");
  expect(await reason(fresh.token)).toBe("ended");
  expect(await reason("a.b.c")).toBe("unknown");
});

Deno.test("POST /api/livekit/leave ends the connection of a token, and no other [S43]", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const before = await browser.token("tea");
  const { token, seatId } = await browser.token("tea");
  const row = await server.kv.get(seatKey(seatId));
  const leave = async (asked: string) =>
    (await server.browser().send("POST", "/api/livekit/leave", { token: asked })).status;
  expect(await leave(token)).toBe(204);
  // A late request of an older page ends that page's connection alone.
  expect(await leave(before.token)).toBe(204);
  expect(server.livekit.removed).toEqual([`${seatId}.2`, `${seatId}.1`]);
  const [head, claims, signature] = token.split(".");
  const altered = `${head}.${claims.slice(0, -1)}A.${signature}`;
  for (const other of ["a.b.c", altered, `${head}.${claims}.`]) {
    expect(await leave(other)).toBe(204);
  }
  expect(server.livekit.removed.length).toBe(2);
  // The floor, the seat and the session are unchanged.
  expect(await server.kv.get(seatKey(seatId))).toEqual(row);
  expect((await browser.token("tea")).seatId).toBe(seatId);
  // `isForGood` is announced to the others; a reload is not.
  expect(server.livekit.sent).toEqual([]);
  const body = { token, isForGood: true };
  const answer = await server.browser().send("POST", "/api/livekit/leave", body);
  expect(answer.status).toBe(204);
  expect(server.livekit.sent).toEqual([
    `null madang.put-out ${JSON.stringify({ identity: `${seatId}.2` })}`,
  ]);
});
