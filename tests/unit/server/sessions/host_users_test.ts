import { expect } from "expect";
import { type JWTPayload, SignJWT } from "jose";
import { identityOf } from "../../../../lib/contract/participant.ts";
import { hostSessionLifeMs } from "../../../../lib/server/sessions/host_session.ts";
import { seatKey, seatPointerKey, userSessionKey } from "../../../../lib/server/rows/kv_keys.ts";
import { seatAfterJoined } from "../../../../lib/server/seats/seats.ts";
import { hashToken } from "../../../../lib/server/base/session_tokens.ts";
import { newSigningKey, type SigningKey, startKeyServer } from "../../../fakes/key_server.ts";
import { connectionOf } from "../../../fakes/test_services.ts";
import { openTestServer, testOrigin, type TestServer } from "../../../fakes/test_server.ts";

const issuer = "https://host.example.org";
const hostPage = "https://app.example.org";

async function openHostServer(key: SigningKey) {
  const keys = startKeyServer(key);
  const server = await openTestServer({
    AUTH_JWKS_URL: keys.url,
    AUTH_JWT_ISSUER: issuer,
    AUTH_JWT_AUDIENCE: "madang",
    MADANG_ALLOWED_ORIGINS: hostPage,
  });
  return { keys, server };
}

function jwtOf(server: TestServer, key: SigningKey, claims: JWTPayload): Promise<string> {
  const exp = server.now / 1000 + 300;
  return new SignJWT({ iss: issuer, aud: "madang", exp, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey);
}

/** As the host's page asks: from another origin, by a bearer, without cookies. */
function ask(server: TestServer, jwt: string, slug = "tea"): Promise<Response> {
  return server.send(
    new Request(`${testOrigin}/api/livekit/token`, {
      method: "POST",
      body: JSON.stringify({ roomName: `space-${slug}`, participantName: "Mallory" }),
      headers: {
        "authorization": `Bearer ${jwt}`,
        "content-type": "application/json",
        "origin": hostPage,
        "sec-fetch-site": "cross-site",
      },
    }),
  );
}

function idsOf(sub: string, sid?: string) {
  return {
    userId: `host_${hashToken(JSON.stringify([issuer, sub]))}`,
    sessionId: `host_${hashToken(JSON.stringify([issuer, sub, sid ?? null]))}`,
  };
}

Deno.test("a host's user gets a token on the host's page, and a session row by the same commit", async () => {
  const key = await newSigningKey("one");
  const { keys, server } = await openHostServer(key);
  await using _keys = keys;
  const preflight = await server.send(
    new Request(`${testOrigin}/api/livekit/token`, {
      method: "OPTIONS",
      headers: {
        "origin": hostPage,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    }),
  );
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
  const commits = server.kv.commits;
  const response = await ask(server, await jwtOf(server, key, { sub: "kim", name: "Kim" }));
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe(hostPage);
  expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  expect(response.headers.getSetCookie()).toEqual([]);
  const answer = await response.json();
  // The account's name, whatever the body says.
  expect(answer.participantName).toBe("Kim");
  // One reserves a place.
  expect(server.kv.commits - commits).toBe(2);
  const { userId, sessionId } = idsOf("kim");
  const row = (await server.kv.get(userSessionKey(sessionId))).value;
  expect(row).toMatchObject({
    userId,
    sessionId,
    participantName: "Kim",
    seats: [{ slug: "tea", seatId: answer.seatId }],
    expiresAt: server.now + hostSessionLifeMs,
  });
  expect((await server.kv.get(seatPointerKey("tea", `user:${userId}`))).value)
    .toEqual({ seatId: answer.seatId });
  expect((await server.kv.get(seatKey(answer.seatId))).value?.session).toBe(sessionId);
});

Deno.test("a host's user who asks again costs no session write, until the hour is over or the name is new", async () => {
  const key = await newSigningKey("one");
  const { keys, server } = await openHostServer(key);
  await using _keys = keys;
  const { sessionId } = idsOf("kim");
  const stamp = async () => (await server.kv.get(userSessionKey(sessionId))).versionstamp;
  const asks = async (name: string) => {
    const response = await ask(server, await jwtOf(server, key, { sub: "kim", name }));
    return (await response.json()).participantName;
  };
  await asks("Kim");
  const first = await stamp();
  expect(await asks("Kim")).toBe("Kim");
  expect(await stamp()).toBe(first);
  expect(await asks("Kim Minji")).toBe("Kim Minji");
  const renamed = await stamp();
  expect(renamed).not.toBe(first);
  server.now += 3_600_000;
  await asks("Kim Minji");
  expect(await stamp()).not.toBe(renamed);
  const row = (await server.kv.get(userSessionKey(sessionId))).value;
  expect(row?.expiresAt).toBe(server.now + hostSessionLifeMs);
  expect(row?.seats.length).toBe(1);
});

Deno.test("another session of a host's user takes over the seat, the same session does not", async () => {
  const key = await newSigningKey("one");
  const { keys, server } = await openHostServer(key);
  await using _keys = keys;
  const laptop = await jwtOf(server, key, { sub: "kim", sid: "laptop" });
  const { seatId } = await (await ask(server, laptop)).json();
  const change = seatAfterJoined(await server.kv.get(seatKey(seatId)), 1, server.now)!;
  await server.kv.commit(change);
  server.livekit.rooms.set("space-tea", [connectionOf(seatId, 1)]);
  await ask(server, await jwtOf(server, key, { sub: "kim", sid: "laptop", jti: "fresh" }));
  expect(server.livekit.removed).toEqual([]);
  const phone = await ask(server, await jwtOf(server, key, { sub: "kim", sid: "phone" }));
  expect((await phone.json()).seatId).toBe(seatId);
  expect(server.livekit.removed).toEqual([identityOf(seatId, 1)]);
});

Deno.test("ten first requests of a host's user at once, on two replicas, make one seat and one row", async () => {
  const key = await newSigningKey("one");
  const { keys, server } = await openHostServer(key);
  await using _keys = keys;
  const replica = await openTestServer({
    AUTH_JWKS_URL: keys.url,
    AUTH_JWT_ISSUER: issuer,
    AUTH_JWT_AUDIENCE: "madang",
  }, { kv: server.kv });
  const jwt = await jwtOf(server, key, { sub: "kim" });
  const answers = await Promise.all(
    Array.from({ length: 10 }, async (_, i) => (await ask(i % 2 ? server : replica, jwt)).json()),
  );
  expect(new Set(answers.map(({ seatId }) => seatId)).size).toBe(1);
  expect(new Set(answers.map(({ participantId }) => participantId)).size).toBe(10);
});

Deno.test("no cookie and no invalid token makes a host's user [S22]", async () => {
  const key = await newSigningKey("one");
  const { keys, server } = await openHostServer(key);
  await using _keys = keys;
  await ask(server, await jwtOf(server, key, { sub: "kim" }));
  const { sessionId } = idsOf("kim");
  const thief = server.browser();
  for (const cookie of [sessionId, sessionId.slice(5), JSON.stringify([issuer, "kim", null])]) {
    thief.cookies.set("madang_user", encodeURIComponent(cookie));
    await expect(thief.token("tea")).rejects.toThrow("session-invalid");
  }
  const strange = await newSigningKey("two");
  const bad = [
    await jwtOf(server, strange, { sub: "kim" }),
    await jwtOf(server, key, { sub: "kim", aud: "other" }),
    "mdg_nonsense",
    "nonsense",
  ];
  for (const jwt of bad) {
    const response = await ask(server, jwt);
    expect([response.status, (await response.json()).code]).toEqual([401, "session-invalid"]);
  }
});

Deno.test("the token endpoint answers that keys are unavailable, and that JWTs are not configured", async () => {
  const key = await newSigningKey("one");
  const { keys, server } = await openHostServer(key);
  await using _keys = keys;
  keys.instead = () => new Response(null, { status: 502 });
  const jwt = await jwtOf(server, key, { sub: "kim" });
  const away = await ask(server, jwt);
  expect([away.status, away.headers.get("retry-after")]).toEqual([503, "2"]);
  expect((await away.json()).code).toBe("identity-unavailable");
  expect(away.headers.get("access-control-allow-origin")).toBe(hostPage);
  const without = await openTestServer();
  expect((await ask(without, jwt)).status).toBe(401);
});

Deno.test("the log says why a host's JWT was refused, five times a minute, and nothing of the JWT", async () => {
  const key = await newSigningKey("one");
  const { keys, server } = await openHostServer(key);
  await using _keys = keys;
  const jwts = await Promise.all([
    jwtOf(server, key, { sub: "kim", aud: "other" }),
    jwtOf(server, key, { sub: "kim", exp: server.now / 1000 - 60 }),
  ]);
  const reasons = () =>
    server.lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "host-jwt-refused")
      .map(({ level, reason, claim }) => [level, reason, claim]);
  for (const jwt of jwts) await (await ask(server, jwt)).body?.cancel();
  expect(reasons()).toEqual([
    ["info", "ERR_JWT_CLAIM_VALIDATION_FAILED", "aud"],
    ["info", "ERR_JWT_EXPIRED", "exp"],
  ]);
  for (let i = 0; i < 9; i++) await (await ask(server, jwts[0])).body?.cancel();
  expect(reasons().length).toBe(5);
  for (const jwt of jwts) expect(server.lines.join("\n")).not.toContain(jwt.split(".")[1]);
});
