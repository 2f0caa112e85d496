import { expect } from "expect";
import { identityOf } from "../../../../lib/contract/participant.ts";
import {
  admitToSpace,
  maxAdmittedSpaces,
  newGuestSession,
  renewSession,
} from "../../../../lib/server/sessions/guest_session_rows.ts";
import { guestLifeMs } from "../../../../lib/server/rows/kv_keys.ts";
import { openGuestSession } from "../../../../lib/server/sessions/guest_sessions.ts";
import { type GuestSessionRow, seatKey } from "../../../../lib/server/rows/kv_keys.ts";
import { unexpired } from "../../../../lib/server/storage/kv_port.ts";
import { connectionOf } from "../../../fakes/test_services.ts";
import { openTestServer, type TestServer } from "../../../fakes/test_server.ts";

const hour = 3_600_000;
const ask = { roomName: "space-tea", participantName: "Kim" };

function storedSession(server: TestServer): GuestSessionRow {
  return server.kv.rows().find(({ key }) => key[0] === "guest_session")!.value as GuestSessionRow;
}

Deno.test("POST /api/guest-sessions gives a browser a cookie that scripts cannot read", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  const response = await browser.send("POST", "/api/guest-sessions", ask);
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({
    participantName: "Kim",
    roomName: "space-tea",
    expiresAt: new Date(server.now + 24 * hour).toISOString(),
  });
  expect(response.headers.get("set-cookie")).toMatch(
    /^madang_guest=mdg_[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(response.headers.get("cache-control")).toBe("no-store");
});

Deno.test("POST /api/guest-sessions stores the hash of the token, never the token", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const token = browser.cookies.get("madang_guest")!;
  expect(JSON.stringify(server.kv.rows())).not.toContain(token.slice(4));
  expect(server.lines.join("\n")).not.toContain(token.slice(4));
});

Deno.test("openGuestSession() begins no session for a request that is late", async () => {
  const { services, kv } = await openTestServer();
  const entry = { token: null, slug: "tea", participantName: "Kim" };
  // Late from the start, and late once the last read has come.
  for (const reads of [0, 1]) {
    let left = reads;
    await expect(openGuestSession(services, entry, () => left-- <= 0))
      .rejects.toMatchObject({ code: "storage-unavailable" });
  }
  expect(kv.rows()).toEqual([]);
});

Deno.test("POST /api/guest-sessions sets a __Host- cookie wherever it is not plain localhost", async () => {
  for (
    const [environment, url] of [
      [{}, "http://talk.example.org/"],
      [{}, "https://localhost/"],
      [{ PUBLIC_URL: "https://talk.example.org" }, "http://localhost:8000/"],
    ] as const
  ) {
    const server = await openTestServer(environment);
    const response = await server.send(
      new Request(`${url}api/guest-sessions`, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
        body: JSON.stringify(ask),
      }),
    );
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-madang_guest=mdg_.*; Secure/);
  }
});

Deno.test("POST /api/guest-sessions keeps the session of a browser that asks again", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const token = browser.cookies.get("madang_guest");
  await browser.enter("garden", "Kim Cheolsu");
  expect(browser.cookies.get("madang_guest")).toBe(token);
  const own = await (await browser.send("GET", "/api/guest-sessions/me")).json();
  expect(own).toMatchObject({
    participantName: "Kim Cheolsu",
    roomNames: ["space-tea", "space-garden"],
  });
});

Deno.test("POST /api/guest-sessions never takes over an id that a client proposes", async () => {
  const server = await openTestServer();
  for (const proposed of [`mdg_${"A".repeat(43)}`, "admin", ""]) {
    const browser = server.browser();
    browser.cookies.set("madang_guest", proposed);
    await browser.enter("tea", "Kim");
    expect(browser.cookies.get("madang_guest")).not.toBe(proposed);
  }
});

Deno.test("POST /api/guest-sessions answers a client that is no page of ours in the body, without a cookie", async () => {
  const server = await openTestServer();
  const response = await server.send(
    new Request("http://localhost:8000/api/guest-sessions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(ask),
    }),
  );
  expect(response.status).toBe(201);
  expect(response.headers.has("set-cookie")).toBe(false);
  const { sessionToken } = await response.json();
  expect(sessionToken).toMatch(/^mdg_[\w-]{43}$/);
  // Asking again with it as a bearer keeps it.
  const again = await server.browser().send(
    "POST",
    "/api/guest-sessions",
    { ...ask, roomName: "space-garden", delivery: "body" },
    { authorization: `Bearer ${sessionToken}` },
  );
  expect((await again.json()).sessionToken).toBe(sessionToken);
  expect(storedSession(server).slugs).toEqual(["tea", "garden"]);
});

Deno.test("POST /api/guest-sessions puts a cookie's token into no body", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const response = await browser.send("POST", "/api/guest-sessions", { ...ask, delivery: "body" });
  const { sessionToken } = await response.json();
  expect(sessionToken).not.toBe(browser.cookies.get("madang_guest"));
});

Deno.test("POST /api/guest-sessions lets no other site open a session in this browser", async () => {
  const server = await openTestServer();
  const response = await server.browser().send(
    "POST",
    "/api/guest-sessions",
    { ...ask, delivery: "cookie" },
    { "sec-fetch-site": "cross-site", "origin": "https://evil.example" },
  );
  expect([response.status, (await response.json()).code]).toEqual([403, "cross-site"]);
  expect(server.kv.rows()).toEqual([]);
});

Deno.test("a guest session ends after 24 hours without use, to the millisecond", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const session = storedSession(server);
  const row = { key: [], value: session, versionstamp: "1" };
  expect(unexpired(row, session.expiresAt - 1)).not.toBeNull();
  expect(unexpired(row, session.expiresAt)).toBeNull();
  server.now += 24 * hour;
  const response = await browser.send("GET", "/api/guest-sessions/me");
  expect([response.status, (await response.json()).code]).toEqual([401, "session-invalid"]);
});

Deno.test("a guest session is renewed by use, is written at most every five minutes, and lives seven days at most", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const { commits } = server.kv;
  server.now += 4 * 60_000;
  await browser.send("GET", "/api/guest-sessions/me");
  expect(server.kv.commits).toBe(commits);
  server.now += 2 * 60_000;
  await browser.send("GET", "/api/guest-sessions/me");
  expect(storedSession(server).expiresAt).toBe(server.now + 24 * hour);
  const { createdAt } = storedSession(server);
  for (let hours = 0; hours < 7 * 24 - 1; hours += 12) {
    server.now = createdAt + hours * hour + 1_000_000;
    expect((await browser.send("GET", "/api/guest-sessions/me")).status).toBe(200);
  }
  expect(storedSession(server).expiresAt).toBe(createdAt + guestLifeMs);
  server.now = createdAt + guestLifeMs;
  expect((await browser.send("GET", "/api/guest-sessions/me")).status).toBe(401);
});

Deno.test("admitToSpace() forgets the space that was admitted longest ago, past so many", () => {
  const first = { sessionId: "s", participantName: "Kim", slug: "room0" };
  let session = newGuestSession(first, 0);
  for (let index = 1; index <= maxAdmittedSpaces; index++) {
    session = admitToSpace(session, `room${index}`);
  }
  expect(session.slugs).toHaveLength(maxAdmittedSpaces);
  expect(session.slugs).not.toContain("room0");
  expect(renewSession(session, 0)).toBe(session);
});

Deno.test("DELETE /api/guest-sessions/me evicts the guest from every space at once", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  for (const slug of ["tea", "garden"]) {
    await browser.enter(slug, "Kim");
    const { seatId } = await browser.token(slug);
    server.livekit.rooms.set(`space-${slug}`, [connectionOf(seatId, 1)]);
  }
  const inside = [...server.livekit.rooms.values()].flat().map(({ identity }) => identity);
  const response = await browser.send("DELETE", "/api/guest-sessions/me");
  expect(response.status).toBe(204);
  expect(browser.cookies.has("madang_guest")).toBe(false);
  expect(server.livekit.removed.toSorted()).toEqual(inside.toSorted());
  expect(server.kv.rows().filter(({ key }) => key[0] === "guest_session")).toEqual([]);
});

Deno.test("DELETE /api/guest-sessions/me also ends a seat that the session takes meanwhile", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  await browser.enter("garden", "Kim");
  let taken: Promise<{ seatId: string }> | null = null;
  server.kv.beforeCommit = async () => {
    if (taken === null) await (taken = browser.token("garden"));
  };
  const twin = server.browser();
  twin.cookies.set("madang_guest", browser.cookies.get("madang_guest")!);
  expect((await twin.send("DELETE", "/api/guest-sessions/me")).status).toBe(204);
  const { seatId } = await taken!;
  expect((await server.kv.get(seatKey(seatId))).value).toMatchObject({ floor: 2, minted: 2 });
});

Deno.test("DELETE /api/guest-sessions/me leaves a seat alone that belongs to a user by now", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const { seatId } = await browser.token("tea");
  const guest = server.browser();
  guest.cookies.set("madang_guest", browser.cookies.get("madang_guest")!);
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  await browser.token("tea");
  const before = (await server.kv.get(seatKey(seatId))).value;
  expect((await guest.send("DELETE", "/api/guest-sessions/me")).status).toBe(204);
  expect((await server.kv.get(seatKey(seatId))).value).toEqual(before);
});

Deno.test("DELETE /api/guest-sessions/me is finished by the next eviction when LiveKit is away", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const { seatId } = await browser.token("tea");
  server.livekit.failure = new Error("away");
  expect((await browser.send("DELETE", "/api/guest-sessions/me")).status).toBe(204);
  const { value } = await server.kv.get(seatKey(seatId));
  expect(value).toMatchObject({ floor: 2, minted: 2 });
  expect(identityOf(seatId, 1)).not.toBe(identityOf(seatId, value!.floor));
});

Deno.test("/api/guest-sessions/me without a session is unauthenticated", async () => {
  const server = await openTestServer();
  for (const method of ["GET", "DELETE"]) {
    const response = await server.browser().send(method, "/api/guest-sessions/me");
    expect([response.status, (await response.json()).code]).toEqual([401, "unauthenticated"]);
  }
});
