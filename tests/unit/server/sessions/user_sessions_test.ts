/** User sessions, from the sign-in to their end, and their accounts: one stage, so one file. */
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
import { openServerStage, type ServerStage, stageOrigin } from "../../../fakes/server_stage.ts";

const hour = 3_600_000;

async function openStage(...userIds: string[]): Promise<ServerStage> {
  const stage = await openServerStage();
  const users = userIds.map((userId) => newUser({ userId, participantName: userId }, stage.now));
  const writes = users.map((user) => setRow(userKey(user.userId), user));
  await stage.kv.commit({ checks: [], writes });
  return stage;
}

function open(stage: ServerStage, userId: string, formerToken: string | null = null) {
  return openUserSession(stage.services, { userId, label: "Firefox, Linux", formerToken });
}

async function isGood(stage: ServerStage, token: string): Promise<boolean> {
  return await useUserSession(stage.services, token).then(() => true, (error) => {
    expect(error).toMatchObject({ code: "session-invalid" });
    return false;
  });
}

Deno.test("openUserSession() makes a session that storage knows only by its token's hash", async () => {
  const stage = await openStage("kim");
  const { token, session, pendingEvictions } = await open(stage, "kim");
  expect(token).toMatch(/^mdu_[\w-]{43}$/);
  expect(pendingEvictions).toEqual([]);
  expect(session).toMatchObject({ userId: "kim", participantName: "kim", seats: [] });
  expect(await useUserSession(stage.services, token)).toEqual(session);
  expect(JSON.stringify(stage.kv.rows())).not.toContain(token.slice(4));
});

Deno.test("openUserSession() refuses an unknown user", async () => {
  const stage = await openStage();
  await expect(open(stage, "kim")).rejects.toMatchObject({ code: "session-invalid" });
  expect(stage.kv.rows()).toEqual([]);
});

Deno.test("openUserSession() rotates the same user's session: another token, the same seats, no eviction", async () => {
  const stage = await openStage("kim");
  const browser = stage.browser();
  const before = await open(stage, "kim");
  browser.cookies.set("madang_user", before.token);
  const { seatId } = await browser.token("tea");
  stage.now += 10 * 24 * hour;
  const after = await open(stage, "kim", before.token);
  expect(after.session.sessionId).toBe(before.session.sessionId);
  expect(after.session.seats).toEqual([{ slug: "tea", seatId }]);
  expect(after.session.createdAt).toBe(stage.now);
  expect(after.pendingEvictions).toEqual([]);
  expect(await isGood(stage, before.token)).toBe(false);
  expect(await isGood(stage, after.token)).toBe(true);
  expect(await listUserSessions(stage.services, "kim")).toHaveLength(1);
});

Deno.test("openUserSession() ends another user's session on this browser, with the seats that it holds [S11]", async () => {
  const stage = await openStage("kim", "lee");
  const browser = stage.browser();
  const kim = await open(stage, "kim");
  browser.cookies.set("madang_user", kim.token);
  const { seatId } = await browser.token("tea");
  const lee = await open(stage, "lee", kim.token);
  expect(lee.session.sessionId).not.toBe(kim.session.sessionId);
  expect(lee.pendingEvictions).toMatchObject([{ slug: "tea", seatId }]);
  expect((await stage.kv.get(seatKey(seatId))).value).toMatchObject({
    floor: 2,
    floorReason: "ended",
  });
  expect(await isGood(stage, kim.token)).toBe(false);
  expect(await listUserSessions(stage.services, "kim")).toEqual([]);
});

Deno.test("openUserSession() evicts no user who signs in again after their session expired", async () => {
  const stage = await openStage("kim");
  const before = await open(stage, "kim");
  const key = userSessionKey(hashToken(before.token));
  const seats = [{ slug: "tea", seatId: "seat_1" }];
  const over = { ...before.session, seats, expiresAt: stage.now };
  await stage.kv.commit({ checks: [], writes: [setRow(key, over)] });
  const after = await open(stage, "kim", before.token);
  expect(after.pendingEvictions).toEqual([]);
  expect(after.session).toMatchObject({ sessionId: before.session.sessionId, seats });
});

Deno.test("openUserSession() ends the session of a former token that was replaced, also at the same moment", async () => {
  for (const isLate of [false, true]) {
    const stage = await openStage("kim", "lee");
    const before = await open(stage, "kim");
    let after = isLate ? "" : (await open(stage, "kim", before.token)).token;
    if (isLate) {
      stage.kv.beforeCommit = async () => {
        stage.kv.beforeCommit = () => {};
        after = (await open(stage, "kim", before.token)).token;
      };
    }
    const { token } = await open(stage, "lee", before.token);
    expect([await isGood(stage, after), await isGood(stage, token)]).toEqual([false, true]);
    expect(await listUserSessions(stage.services, "kim")).toEqual([]);
  }
});

Deno.test("endOwnUserSession() ends the session of a token that a sign-in has replaced", async () => {
  const stage = await openStage("kim");
  const before = await open(stage, "kim");
  const after = await open(stage, "kim", before.token);
  await endOwnUserSession(stage.services, before.token);
  expect(await isGood(stage, after.token)).toBe(false);
  expect(await endOwnUserSession(stage.services, before.token)).toEqual([]);
  expect(await endOwnUserSession(stage.services, "mdu_unknown")).toEqual([]);
});

Deno.test("openUserSession() whose reply was lost opens one session, and answers the pending evictions", async () => {
  const stage = await openStage("kim", "lee");
  const browser = stage.browser();
  const kim = await open(stage, "kim");
  browser.cookies.set("madang_user", kim.token);
  const { seatId } = await browser.token("tea");
  stage.kv.lostReplies = 1;
  const lee = await open(stage, "lee", kim.token);
  expect(await isGood(stage, lee.token)).toBe(true);
  expect(lee.pendingEvictions).toMatchObject([{ seatId }]);
  expect(await listUserSessions(stage.services, "lee")).toHaveLength(1);
});

Deno.test("openUserSession() takes the new name while the account is renamed", async () => {
  const stage = await openStage("kim");
  stage.kv.beforeCommit = async () => {
    stage.kv.beforeCommit = () => {};
    await renameUser(stage.services, "kim", "Kim Cheolsu");
  };
  expect((await open(stage, "kim")).session.participantName).toBe("Kim Cheolsu");
});

Deno.test("renameUser() names all sessions of the account", async () => {
  const stage = await openStage("kim");
  const tokens = [await open(stage, "kim"), await open(stage, "kim")].map(({ token }) => token);
  await renameUser(stage.services, "kim", "Kim Cheolsu");
  expect((await readUser(stage.services.kv, "kim")).participantName).toBe("Kim Cheolsu");
  for (const token of tokens) {
    expect((await useUserSession(stage.services, token)).participantName).toBe("Kim Cheolsu");
  }
});

Deno.test("useUserSession() renews once an hour, for 14 days and 90 at most", async () => {
  const stage = await openStage("kim");
  const { token, session } = await open(stage, "kim");
  const began = stage.now;
  const commits = stage.kv.commits;
  stage.now += hour - 1;
  await useUserSession(stage.services, token);
  expect(stage.kv.commits).toBe(commits);
  stage.now += 1;
  expect((await useUserSession(stage.services, token)).expiresAt).toBe(stage.now + userIdleMs);
  for (let day = 0; day < 89; day++) {
    stage.now += 24 * hour;
    await useUserSession(stage.services, token);
  }
  expect((await useUserSession(stage.services, token)).expiresAt).toBe(began + userLifeMs);
  stage.now = began + userLifeMs;
  expect(await isGood(stage, token)).toBe(false);
  expect(session.sessionId).toHaveLength(22);
});

Deno.test("useUserSession() refuses a session that was not used for 14 days", async () => {
  const stage = await openStage("kim");
  const { token } = await open(stage, "kim");
  stage.now += userIdleMs;
  expect(await isGood(stage, token)).toBe(false);
  expect(await listUserSessions(stage.services, "kim")).toEqual([]);
});

Deno.test("a token request renews its user session, an hour after the last renewal", async () => {
  const stage = await openStage("kim");
  const browser = stage.browser();
  const { token } = await open(stage, "kim");
  browser.cookies.set("madang_user", token);
  await browser.token("tea");
  stage.now += 10 * 24 * hour;
  await browser.token("tea");
  stage.now += 10 * 24 * hour;
  expect(await isGood(stage, token)).toBe(true);
});

Deno.test("endUserSession() ends one session of this user, from any browser, and answers the pending evictions", async () => {
  const stage = await openStage("kim", "lee");
  const browser = stage.browser();
  const [laptop, phone] = [await open(stage, "kim"), await open(stage, "kim")];
  browser.cookies.set("madang_user", phone.token);
  const { seatId } = await browser.token("tea");
  expect(await endUserSession(stage.services, "lee", phone.session.sessionId)).toEqual([]);
  expect(await isGood(stage, phone.token)).toBe(true);
  expect(await endUserSession(stage.services, "kim", phone.session.sessionId))
    .toMatchObject([{ slug: "tea", seatId }]);
  expect(await isGood(stage, phone.token)).toBe(false);
  expect(await isGood(stage, laptop.token)).toBe(true);
  expect(await endUserSession(stage.services, "kim", phone.session.sessionId)).toEqual([]);
  const names = (await listUserSessions(stage.services, "kim")).map(({ sessionId }) => sessionId);
  expect(names).toEqual([laptop.session.sessionId]);
});

Deno.test("endUserSession() evicts from a seat that the session takes back at the same moment", async () => {
  const stage = await openStage("kim");
  const browsers = [stage.browser(), stage.browser()];
  const sessions = [await open(stage, "kim"), await open(stage, "kim")];
  // The phone holds the seat, and the laptop did.
  for (const [at, browser] of browsers.entries()) {
    browser.cookies.set("madang_user", sessions[at].token);
    await browser.token("tea");
  }
  let back: Promise<{ seatId: string; generation: number }> | null = null;
  stage.kv.beforeCommit = async () => {
    if (back === null) await (back = browsers[0].token("tea"));
  };
  await endUserSession(stage.services, "kim", sessions[0].session.sessionId);
  const { seatId, generation } = await back!;
  expect((await stage.kv.get(seatKey(seatId))).value?.floor).toBeGreaterThan(generation);
});

Deno.test("endUserSession() ends a session that is rotated at the same moment", async () => {
  const stage = await openStage("kim");
  const before = await open(stage, "kim");
  let after = "";
  stage.kv.beforeCommit = async () => {
    stage.kv.beforeCommit = () => {};
    after = (await open(stage, "kim", before.token)).token;
  };
  await endUserSession(stage.services, "kim", before.session.sessionId);
  expect(after).not.toBe("");
  expect(await isGood(stage, before.token)).toBe(false);
  expect(await isGood(stage, after)).toBe(false);
});

Deno.test("endUserSession() ends a session that is rotated forth and back at the same moment", async () => {
  const stage = await openStage("kim");
  const { token, session } = await open(stage, "kim");
  const { kv } = stage.services;
  let isRotated = false;
  const get: typeof kv.get = async (key) => {
    const row = await kv.get(key);
    if (isRotated || key[0] !== "user_session") return row;
    isRotated = true;
    // Another sign-in has replaced the token; the first one, whose reply was lost, tries again and brings it back.
    return { ...row, value: null, versionstamp: null };
  };
  const rotating = { ...stage.services, kv: { ...bound(kv), get } };
  await endUserSession(rotating, "kim", session.sessionId);
  expect(isRotated).toBe(true);
  expect(await isGood(stage, token)).toBe(false);
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
  const stage = await openStage("kim");
  const { token, session } = await open(stage, "kim");
  const writes = [deleteRow(userSessionKey(hashToken(token)))];
  await stage.kv.commit({ checks: [], writes });
  expect(await endUserSession(stage.services, "kim", session.sessionId)).toEqual([]);
});

Deno.test("every step of a user session fails within its deadline when storage is away", async () => {
  const stage = await openStage("kim");
  const { token, session } = await open(stage, "kim");
  stage.kv.isAway = true;
  const gone = { code: "storage-unavailable", status: 503 };
  await expect(open(stage, "kim")).rejects.toMatchObject(gone);
  await expect(useUserSession(stage.services, token)).rejects.toMatchObject(gone);
  await expect(listUserSessions(stage.services, "kim")).rejects.toMatchObject(gone);
  await expect(endUserSession(stage.services, "kim", session.sessionId)).rejects.toMatchObject(
    gone,
  );
  await expect(renameUser(stage.services, "kim", "Lee")).rejects.toMatchObject(gone);
});

const provider = { issuer: "https://id.example.org", subject: "42", participantName: "Kim" };

Deno.test("findOrMakeUser() makes one user of two first sign-ins at once, and finds them again", async () => {
  const stage = await openStage();
  const [one, other] = await Promise.all([
    findOrMakeUser(stage.services, provider),
    findOrMakeUser(stage.services, provider),
  ]);
  expect(other).toEqual(one);
  const again = await findOrMakeUser(stage.services, { ...provider, participantName: "Lee" });
  expect(again).toEqual(one);
  expect(again.issuers).toEqual([provider.issuer]);
  expect(stage.kv.rows().filter(({ key }) => key[0] === "user")).toHaveLength(1);
  const elsewhere = { ...provider, issuer: "https://other.example.org" };
  expect((await findOrMakeUser(stage.services, elsewhere)).userId).not.toBe(one.userId);
});

Deno.test("findOrMakeUser() whose reply was lost answers the user that was made", async () => {
  const stage = await openStage();
  stage.kv.lostReplies = 1;
  const user = await findOrMakeUser(stage.services, provider);
  expect(stage.kv.rows().find(({ key }) => key[0] === "user")?.value).toEqual(user);
});

function request(init: RequestInit = {}): Request {
  const headers = { "sec-fetch-site": "same-origin", ...init.headers };
  return new Request(`${stageOrigin}/api/somewhere`, { method: "POST", ...init, headers });
}

Deno.test("signIn() sets a cookie that scripts cannot read, and requireUserSession() takes it", async () => {
  const stage = await openStage("kim");
  const { session, headers } = await signIn(request(), stage.services, "kim");
  const [cookie, ceremony] = headers.getSetCookie();
  expect(cookie).toMatch(
    /^madang_user=mdu_[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(ceremony).toMatch(/^madang_ceremony=; Max-Age=0/);
  const asking = request({ headers: { cookie: cookie.split(";")[0] } });
  expect(await requireUserSession(asking, stage.services)).toEqual(session);
  await expect(requireUserSession(request(), stage.services))
    .rejects.toMatchObject({ code: "unauthenticated" });
  const foreign = request({
    headers: { cookie: cookie.split(";")[0], "sec-fetch-site": "cross-site" },
  });
  await expect(requireUserSession(foreign, stage.services)).rejects.toMatchObject({
    code: "cross-site",
  });
});

Deno.test("signIn() ends the session unused for longest when there are too many", async () => {
  const stage = await openStage("kim");
  const oldest = await open(stage, "kim");
  for (let count = 1; count < maxUserSessions; count++) {
    stage.now += 1;
    await open(stage, "kim");
  }
  expect(await isGood(stage, oldest.token)).toBe(true);
  stage.now += 1;
  await signIn(request(), stage.services, "kim");
  expect(await isGood(stage, oldest.token)).toBe(false);
  expect(await listUserSessions(stage.services, "kim")).toHaveLength(maxUserSessions);
  expect(await stage.kv.list(userSessionOfKey("kim"))).toHaveLength(maxUserSessions);
});

Deno.test("signIn() forgets sessions that are over: they never fill the user's list", async () => {
  const stage = await openStage("kim");
  // A new browser twice a day, for as long as a session's entry is kept.
  const tokens: string[] = [];
  for (let signIns = 0; signIns < 170; signIns++) {
    stage.now += 12 * hour;
    const { headers } = await signIn(request(), stage.services, "kim");
    tokens.push(/mdu_[\w-]+/.exec(headers.get("set-cookie") ?? "")?.[0] ?? "");
  }
  const entries = stage.kv.rows().filter(({ key }) => key[0] === "user_session_of");
  const good = await Promise.all(tokens.map((token) => isGood(stage, token)));
  const count = good.filter((isOne) => isOne).length;
  expect(count).toBe(28);
  expect((await listUserSessions(stage.services, "kim")).length).toBe(count);
  expect(entries.length).toBeLessThanOrEqual(count + 1);
});
