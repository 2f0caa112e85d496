/** User sessions, from the sign-in to their end, and their accounts: one server, so one file. */
import { expect } from "expect";
import { requireUserSession, signIn } from "../../../../lib/server/http/kit/signed_in.ts";
import {
  seatKey,
  userKey,
  userSessionKey,
  userSessionOfKey,
} from "../../../../lib/server/rows/kv_keys.ts";
import { deleteRow, type KvPort, setRow } from "../../../../lib/server/storage/kv_port.ts";
import { hashToken } from "../../../../lib/server/base/session_tokens.ts";
import {
  maxUserSessions,
  userIdleMs,
  userLifeMs,
} from "../../../../lib/server/sessions/user_session_rows.ts";
import {
  endOwnUserSession,
  endUserSession,
  listUserSessions,
  openUserSession,
  useUserSession,
} from "../../../../lib/server/sessions/user_sessions.ts";
import {
  findOrMakeUser,
  newUser,
  readUser,
  renameUser,
} from "../../../../lib/server/accounts/users.ts";
import { openTestServer, testOrigin, type TestServer } from "../../../fakes/test_server.ts";

const hour = 3_600_000;

async function openServer(...userIds: string[]): Promise<TestServer> {
  const server = await openTestServer();
  const users = userIds.map((userId) => newUser({ userId, participantName: userId }, server.now));
  const writes = users.map((user) => setRow(userKey(user.userId), user));
  await server.kv.commit({ checks: [], writes });
  return server;
}

function open(server: TestServer, userId: string, formerToken: string | null = null) {
  return openUserSession(server.services, { userId, label: "Firefox, Linux", formerToken });
}

async function isGood(server: TestServer, token: string): Promise<boolean> {
  return await useUserSession(server.services, token).then(() => true, (error) => {
    expect(error).toMatchObject({ code: "session-invalid" });
    return false;
  });
}

Deno.test("openUserSession() makes a session that storage knows only by its token's hash", async () => {
  const server = await openServer("kim");
  const { token, session, pendingEvictions } = await open(server, "kim");
  expect(token).toMatch(/^mdu_[\w-]{43}$/);
  expect(pendingEvictions).toEqual([]);
  expect(session).toMatchObject({ userId: "kim", participantName: "kim", seats: [] });
  expect(await useUserSession(server.services, token)).toEqual(session);
  expect(JSON.stringify(server.kv.rows())).not.toContain(token.slice(4));
});

Deno.test("openUserSession() refuses an unknown user", async () => {
  const server = await openServer();
  await expect(open(server, "kim")).rejects.toMatchObject({ code: "session-invalid" });
  expect(server.kv.rows()).toEqual([]);
});

Deno.test("openUserSession() rotates the same user's session: another token, the same seats, no eviction", async () => {
  const server = await openServer("kim");
  const browser = server.browser();
  const before = await open(server, "kim");
  browser.cookies.set("madang_user", before.token);
  const { seatId } = await browser.token("tea");
  server.now += 10 * 24 * hour;
  const after = await open(server, "kim", before.token);
  expect(after.session.sessionId).toBe(before.session.sessionId);
  expect(after.session.seats).toEqual([{ slug: "tea", seatId }]);
  expect(after.session.createdAt).toBe(server.now);
  expect(after.pendingEvictions).toEqual([]);
  expect(await isGood(server, before.token)).toBe(false);
  expect(await isGood(server, after.token)).toBe(true);
  expect(await listUserSessions(server.services, "kim")).toHaveLength(1);
});

Deno.test("openUserSession() ends another user's session on this browser, with the seats that it holds [S11]", async () => {
  const server = await openServer("kim", "lee");
  const browser = server.browser();
  const kim = await open(server, "kim");
  browser.cookies.set("madang_user", kim.token);
  const { seatId } = await browser.token("tea");
  const lee = await open(server, "lee", kim.token);
  expect(lee.session.sessionId).not.toBe(kim.session.sessionId);
  expect(lee.pendingEvictions).toMatchObject([{ slug: "tea", seatId }]);
  expect((await server.kv.get(seatKey(seatId))).value).toMatchObject({
    floor: 2,
    floorReason: "ended",
  });
  expect(await isGood(server, kim.token)).toBe(false);
  expect(await listUserSessions(server.services, "kim")).toEqual([]);
});

Deno.test("openUserSession() evicts no user who signs in again after their session expired", async () => {
  const server = await openServer("kim");
  const before = await open(server, "kim");
  const key = userSessionKey(hashToken(before.token));
  const seats = [{ slug: "tea", seatId: "seat_1" }];
  const over = { ...before.session, seats, expiresAt: server.now };
  await server.kv.commit({ checks: [], writes: [setRow(key, over)] });
  const after = await open(server, "kim", before.token);
  expect(after.pendingEvictions).toEqual([]);
  expect(after.session).toMatchObject({ sessionId: before.session.sessionId, seats });
});

Deno.test("openUserSession() ends the session of a former token that was replaced, also at the same moment", async () => {
  for (const isLate of [false, true]) {
    const server = await openServer("kim", "lee");
    const before = await open(server, "kim");
    let after = isLate ? "" : (await open(server, "kim", before.token)).token;
    if (isLate) {
      server.kv.beforeCommit = async () => {
        server.kv.beforeCommit = () => {};
        after = (await open(server, "kim", before.token)).token;
      };
    }
    const { token } = await open(server, "lee", before.token);
    expect([await isGood(server, after), await isGood(server, token)]).toEqual([false, true]);
    expect(await listUserSessions(server.services, "kim")).toEqual([]);
  }
});

Deno.test("endOwnUserSession() ends the session of a token that a sign-in has replaced", async () => {
  const server = await openServer("kim");
  const before = await open(server, "kim");
  const after = await open(server, "kim", before.token);
  await endOwnUserSession(server.services, before.token);
  expect(await isGood(server, after.token)).toBe(false);
  expect(await endOwnUserSession(server.services, before.token)).toEqual([]);
  expect(await endOwnUserSession(server.services, "mdu_unknown")).toEqual([]);
});

Deno.test("openUserSession() whose reply was lost opens one session, and answers the pending evictions", async () => {
  const server = await openServer("kim", "lee");
  const browser = server.browser();
  const kim = await open(server, "kim");
  browser.cookies.set("madang_user", kim.token);
  const { seatId } = await browser.token("tea");
  server.kv.lostReplies = 1;
  const lee = await open(server, "lee", kim.token);
  expect(await isGood(server, lee.token)).toBe(true);
  expect(lee.pendingEvictions).toMatchObject([{ seatId }]);
  expect(await listUserSessions(server.services, "lee")).toHaveLength(1);
});

Deno.test("openUserSession() takes the new name while the account is renamed", async () => {
  const server = await openServer("kim");
  server.kv.beforeCommit = async () => {
    server.kv.beforeCommit = () => {};
    await renameUser(server.services, "kim", "Kim Cheolsu");
  };
  expect((await open(server, "kim")).session.participantName).toBe("Kim Cheolsu");
});

Deno.test("renameUser() names all sessions of the account", async () => {
  const server = await openServer("kim");
  const tokens = [await open(server, "kim"), await open(server, "kim")].map(({ token }) => token);
  await renameUser(server.services, "kim", "Kim Cheolsu");
  expect((await readUser(server.services.kv, "kim")).participantName).toBe("Kim Cheolsu");
  for (const token of tokens) {
    expect((await useUserSession(server.services, token)).participantName).toBe("Kim Cheolsu");
  }
});

Deno.test("useUserSession() renews once an hour, for 14 days and 90 at most", async () => {
  const server = await openServer("kim");
  const { token, session } = await open(server, "kim");
  const began = server.now;
  const commits = server.kv.commits;
  server.now += hour - 1;
  await useUserSession(server.services, token);
  expect(server.kv.commits).toBe(commits);
  server.now += 1;
  expect((await useUserSession(server.services, token)).expiresAt).toBe(server.now + userIdleMs);
  for (let day = 0; day < 89; day++) {
    server.now += 24 * hour;
    await useUserSession(server.services, token);
  }
  expect((await useUserSession(server.services, token)).expiresAt).toBe(began + userLifeMs);
  server.now = began + userLifeMs;
  expect(await isGood(server, token)).toBe(false);
  expect(session.sessionId).toHaveLength(22);
});

Deno.test("useUserSession() refuses a session that was not used for 14 days", async () => {
  const server = await openServer("kim");
  const { token } = await open(server, "kim");
  server.now += userIdleMs;
  expect(await isGood(server, token)).toBe(false);
  expect(await listUserSessions(server.services, "kim")).toEqual([]);
});

Deno.test("a token request renews its user session, an hour after the last renewal", async () => {
  const server = await openServer("kim");
  const browser = server.browser();
  const { token } = await open(server, "kim");
  browser.cookies.set("madang_user", token);
  await browser.token("tea");
  server.now += 10 * 24 * hour;
  await browser.token("tea");
  server.now += 10 * 24 * hour;
  expect(await isGood(server, token)).toBe(true);
});

Deno.test("endUserSession() ends one session of this user, from any browser, and answers the pending evictions", async () => {
  const server = await openServer("kim", "lee");
  const browser = server.browser();
  const [laptop, phone] = [await open(server, "kim"), await open(server, "kim")];
  browser.cookies.set("madang_user", phone.token);
  const { seatId } = await browser.token("tea");
  expect(await endUserSession(server.services, "lee", phone.session.sessionId)).toEqual([]);
  expect(await isGood(server, phone.token)).toBe(true);
  expect(await endUserSession(server.services, "kim", phone.session.sessionId))
    .toMatchObject([{ slug: "tea", seatId }]);
  expect(await isGood(server, phone.token)).toBe(false);
  expect(await isGood(server, laptop.token)).toBe(true);
  expect(await endUserSession(server.services, "kim", phone.session.sessionId)).toEqual([]);
  const names = (await listUserSessions(server.services, "kim")).map(({ sessionId }) => sessionId);
  expect(names).toEqual([laptop.session.sessionId]);
});

Deno.test("endUserSession() evicts from a seat that the session takes back at the same moment", async () => {
  const server = await openServer("kim");
  const browsers = [server.browser(), server.browser()];
  const sessions = [await open(server, "kim"), await open(server, "kim")];
  // The phone holds the seat, and the laptop did.
  for (const [at, browser] of browsers.entries()) {
    browser.cookies.set("madang_user", sessions[at].token);
    await browser.token("tea");
  }
  let back: Promise<{ seatId: string; generation: number }> | null = null;
  server.kv.beforeCommit = async () => {
    if (back === null) await (back = browsers[0].token("tea"));
  };
  await endUserSession(server.services, "kim", sessions[0].session.sessionId);
  const { seatId, generation } = await back!;
  expect((await server.kv.get(seatKey(seatId))).value?.floor).toBeGreaterThan(generation);
});

Deno.test("endUserSession() ends a session that is rotated at the same moment", async () => {
  const server = await openServer("kim");
  const before = await open(server, "kim");
  let after = "";
  server.kv.beforeCommit = async () => {
    server.kv.beforeCommit = () => {};
    after = (await open(server, "kim", before.token)).token;
  };
  await endUserSession(server.services, "kim", before.session.sessionId);
  expect(after).not.toBe("");
  expect(await isGood(server, before.token)).toBe(false);
  expect(await isGood(server, after)).toBe(false);
});

Deno.test("endUserSession() ends a session that is rotated forth and back at the same moment", async () => {
  const server = await openServer("kim");
  const { token, session } = await open(server, "kim");
  const { kv } = server.services;
  let isRotated = false;
  const get: typeof kv.get = async (key) => {
    const row = await kv.get(key);
    if (isRotated || key[0] !== "user_session") return row;
    isRotated = true;
    // Another sign-in has replaced the token; the first one, whose reply was lost, tries again and brings it back.
    return { ...row, value: null, versionstamp: null };
  };
  const rotating = { ...server.services, kv: { ...bound(kv), get } };
  await endUserSession(rotating, "kim", session.sessionId);
  expect(isRotated).toBe(true);
  expect(await isGood(server, token)).toBe(false);
});

/** Storage with bound methods, so that a test can replace one. */
function bound(kv: KvPort): KvPort {
  return {
    get: (key) => kv.get(key),
    getMany: (keys) => kv.getMany(keys),
    recall: (keys) => kv.recall(keys),
    list: (prefix, limit, range) => kv.list(prefix, limit, range),
    commit: (commit) => kv.commit(commit),
    watch: (keys, changed) => kv.watch(keys, changed),
    close: () => kv.close(),
  };
}

Deno.test("endUserSession() of an entry without a session ends", async () => {
  const server = await openServer("kim");
  const { token, session } = await open(server, "kim");
  const writes = [deleteRow(userSessionKey(hashToken(token)))];
  await server.kv.commit({ checks: [], writes });
  expect(await endUserSession(server.services, "kim", session.sessionId)).toEqual([]);
});

Deno.test("every step of a user session fails within its deadline when storage is away", async () => {
  const server = await openServer("kim");
  const { token, session } = await open(server, "kim");
  server.kv.isAway = true;
  const gone = { code: "storage-unavailable", status: 503 };
  await expect(open(server, "kim")).rejects.toMatchObject(gone);
  await expect(useUserSession(server.services, token)).rejects.toMatchObject(gone);
  await expect(listUserSessions(server.services, "kim")).rejects.toMatchObject(gone);
  await expect(endUserSession(server.services, "kim", session.sessionId)).rejects.toMatchObject(
    gone,
  );
  await expect(renameUser(server.services, "kim", "Lee")).rejects.toMatchObject(gone);
});

const provider = { issuer: "https://id.example.org", subject: "42", participantName: "Kim" };

Deno.test("findOrMakeUser() makes one user of two first sign-ins at once, and finds them again", async () => {
  const server = await openServer();
  const [one, other] = await Promise.all([
    findOrMakeUser(server.services, provider),
    findOrMakeUser(server.services, provider),
  ]);
  expect(other).toEqual(one);
  const again = await findOrMakeUser(server.services, { ...provider, participantName: "Lee" });
  expect(again).toEqual(one);
  expect(again.issuers).toEqual([provider.issuer]);
  expect(server.kv.rows().filter(({ key }) => key[0] === "user")).toHaveLength(1);
  const elsewhere = { ...provider, issuer: "https://other.example.org" };
  expect((await findOrMakeUser(server.services, elsewhere)).userId).not.toBe(one.userId);
});

Deno.test("findOrMakeUser() whose reply was lost answers the user that was made", async () => {
  const server = await openServer();
  server.kv.lostReplies = 1;
  const user = await findOrMakeUser(server.services, provider);
  expect(server.kv.rows().find(({ key }) => key[0] === "user")?.value).toEqual(user);
});

function request(init: RequestInit = {}): Request {
  const headers = { "sec-fetch-site": "same-origin", ...init.headers };
  return new Request(`${testOrigin}/api/somewhere`, { method: "POST", ...init, headers });
}

Deno.test("signIn() sets a cookie that scripts cannot read, and requireUserSession() takes it", async () => {
  const server = await openServer("kim");
  const { session, headers } = await signIn(request(), server.services, "kim");
  const [cookie, ceremony] = headers.getSetCookie();
  expect(cookie).toMatch(
    /^madang_user=mdu_[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(ceremony).toMatch(/^madang_ceremony=; Max-Age=0/);
  const asking = request({ headers: { cookie: cookie.split(";")[0] } });
  expect(await requireUserSession(asking, server.services)).toEqual(session);
  await expect(requireUserSession(request(), server.services))
    .rejects.toMatchObject({ code: "unauthenticated" });
  const foreign = request({
    headers: { cookie: cookie.split(";")[0], "sec-fetch-site": "cross-site" },
  });
  await expect(requireUserSession(foreign, server.services)).rejects.toMatchObject({
    code: "cross-site",
  });
});

Deno.test("signIn() ends the session unused for longest when there are too many", async () => {
  const server = await openServer("kim");
  const oldest = await open(server, "kim");
  for (let count = 1; count < maxUserSessions; count++) {
    server.now += 1;
    await open(server, "kim");
  }
  expect(await isGood(server, oldest.token)).toBe(true);
  server.now += 1;
  await signIn(request(), server.services, "kim");
  expect(await isGood(server, oldest.token)).toBe(false);
  expect(await listUserSessions(server.services, "kim")).toHaveLength(maxUserSessions);
  expect(await server.kv.list(userSessionOfKey("kim"))).toHaveLength(maxUserSessions);
});

Deno.test("signIn() forgets sessions that are over: they never fill the user's list", async () => {
  const server = await openServer("kim");
  // A new browser twice a day, for as long as a session's entry is kept.
  const tokens: string[] = [];
  for (let signIns = 0; signIns < 170; signIns++) {
    server.now += 12 * hour;
    const { headers } = await signIn(request(), server.services, "kim");
    tokens.push(/mdu_[\w-]+/.exec(headers.get("set-cookie") ?? "")?.[0] ?? "");
  }
  const entries = server.kv.rows().filter(({ key }) => key[0] === "user_session_of");
  const good = await Promise.all(tokens.map((token) => isGood(server, token)));
  const count = good.filter((isOne) => isOne).length;
  expect(count).toBe(28);
  expect((await listUserSessions(server.services, "kim")).length).toBe(count);
  expect(entries.length).toBeLessThanOrEqual(count + 1);
});
