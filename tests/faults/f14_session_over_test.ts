/**
 * F14. A session that expired a millisecond ago, which storage still shows: its own expiry is only the earliest
 * moment. Defects that it catches: trusting `expireIn`, `<=` for `<`, an expired session that is renewed, a session
 * id or a seat that is used again.
 */
import { expect } from "expect";
import {
  guestSessionKey,
  type GuestSessionRow,
  userSessionKey,
} from "../../lib/server/rows/kv_keys.ts";
import { setRow } from "../../lib/server/storage/kv_port.ts";
import { seatLifeMs } from "../../lib/server/seats/seats.ts";
import { hashToken } from "../../lib/server/base/session_tokens.ts";
import { FakeKv } from "../fakes/fake_kv.ts";
import { openTestServer, type TestBrowser } from "../fakes/test_server.ts";

/** Storage on which no row ever expires by itself. */
async function openServer() {
  const kv = new FakeKv(() => 0);
  const server = await openTestServer({}, { kv });
  const tokenOf = (browser: TestBrowser, name = "madang_guest") => browser.cookies.get(name) ?? "";
  return {
    server,
    kv,
    tokenOf,
    async guestRow(browser: TestBrowser): Promise<GuestSessionRow> {
      const { value } = await kv.get(guestSessionKey(hashToken(tokenOf(browser))));
      if (!value) throw new Error("No session");
      return value;
    },
  };
}

const ask = { roomName: "space-tea" };

Deno.test("F14 a guest session is good in its last millisecond, and over in the next, everywhere", async () => {
  const { server, tokenOf, guestRow } = await openServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const { expiresAt } = await guestRow(browser);
  const token = tokenOf(browser);
  const bearer = { authorization: `Bearer ${token}` };
  const stranger = () => server.browser();
  const status = async (answer: Promise<Response>) => (await answer).status;

  server.now = expiresAt;
  expect([
    await status(browser.send("POST", "/api/livekit/token", ask)),
    await status(stranger().send("POST", "/api/livekit/token", ask, bearer)),
    await status(stranger().send("POST", "/api/livekit/token", { ...ask, sessionToken: token })),
    await status(browser.send("GET", "/api/guest-sessions/me")),
    await status(stranger().send("GET", "/api/guest-sessions/me", undefined, bearer)),
  ]).toEqual([401, 401, 401, 401, 401]);
  const refused = await browser.send("POST", "/api/livekit/token", ask);
  expect((await refused.json()).code).toBe("session-invalid");
  expect((await guestRow(browser)).expiresAt).toBe(expiresAt);

  server.now = expiresAt - 1;
  expect(await status(browser.send("POST", "/api/livekit/token", ask))).toBe(200);
  expect((await guestRow(browser)).expiresAt).toBeGreaterThan(expiresAt);
});

Deno.test("F14 a guest who comes back a millisecond too late is a new guest, on a new seat", async () => {
  const { server, tokenOf, guestRow } = await openServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const before = await browser.token("tea");
  const oldToken = tokenOf(browser);
  server.now = (await guestRow(browser)).expiresAt;
  await browser.enter("tea", "Kim");
  const after = await browser.token("tea");
  expect(tokenOf(browser)).not.toBe(oldToken);
  expect(after.seatId).not.toBe(before.seatId);
});

Deno.test("F14 a user session that is over opens nothing, and the guest of the same browser stays a guest", async () => {
  const { server, kv, tokenOf } = await openServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const asGuest = await browser.token("tea");
  const key = userSessionKey(hashToken("user-token"));
  const expiresAt = server.now + 60_000;
  const row = { userId: "u1", sessionId: "s1", participantName: "Kim", seats: [], createdAt: 0 };
  await kv.commit({ checks: [], writes: [setRow(key, { ...row, expiresAt })] });
  browser.cookies.set("madang_user", "user-token");

  server.now = expiresAt;
  const { seatId, generation } = await browser.token("tea");
  expect([seatId, generation]).toEqual([asGuest.seatId, 2]);
  expect(tokenOf(browser)).not.toBe("");
  server.now = expiresAt - 1;
  // The seat is the user's from now on, and the guest session is over.
  expect((await browser.token("tea")).seatId).toBe(asGuest.seatId);
  expect(tokenOf(browser)).toBe("");
});

Deno.test("F14 a seat that is over is never made again under its id", async () => {
  const { server, kv } = await openServer();
  const browser = server.browser();
  const key = userSessionKey(hashToken("user-token"));
  const row = { userId: "u1", sessionId: "s1", participantName: "Kim", seats: [], createdAt: 0 };
  const expiresAt = server.now + 10 * seatLifeMs;
  await kv.commit({ checks: [], writes: [setRow(key, { ...row, expiresAt })] });
  browser.cookies.set("madang_user", "user-token");
  const before = await browser.token("tea");
  server.now += seatLifeMs - 1;
  expect((await browser.token("tea")).seatId).toBe(before.seatId);
  server.now += seatLifeMs;
  const after = await browser.token("tea");
  expect(after.seatId).not.toBe(before.seatId);
  expect(after.generation).toBe(1);
});
