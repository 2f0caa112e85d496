/** Deleting a space or an account: what goes, what stays, and who is disconnected. */
import { expect } from "expect";
import { recoveryCodesSchema } from "../../../../lib/contract/account.ts";
import {
  createdLinkSchema,
  spaceAnswerSchema,
  spacePeopleSchema,
} from "../../../../lib/contract/space.ts";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { userIdentityKey, userKey } from "../../../../lib/server/rows/kv_keys.ts";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { hashToken } from "../../../../lib/server/base/session_tokens.ts";
import { maxUserSessions } from "../../../../lib/server/sessions/user_session_rows.ts";
import { openUserSession } from "../../../../lib/server/sessions/user_sessions.ts";
import { findOrMakeUser } from "../../../../lib/server/accounts/users.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { FakeAuthenticator } from "../../../fakes/fake_authenticator.ts";
import { asked, heard } from "../../../fakes/owned_space.ts";
import { connectionOf, eventOf } from "../../../fakes/test_services.ts";
import {
  openTestServer,
  type TestBrowser,
  testOrigin,
  type TestServer,
} from "../../../fakes/test_server.ts";

/** Joins with a new token; answers the token and the seat. */
async function join(server: TestServer, browser: TestBrowser) {
  const { seatId, generation, token } = await browser.token("tea");
  const connection = { ...connectionOf(seatId, generation), joinedAtMs: server.now };
  const inside = server.livekit.rooms.get("space-tea") ?? [];
  server.livekit.rooms.set("space-tea", [...inside, connection]);
  await applyWebhookEvent(server.services, eventOf("participant_joined", connection));
  return { seatId, token, connection };
}

/** Kim's space, in which Lee moderates and Park is banned, with a link that was used. */
async function kimsSpace(environment: Record<string, string> = {}) {
  const server = await openTestServer(environment);
  const [kim, lee, park, guest] = [1, 2, 3, 4].map(() => server.browser());
  await server.signIn(kim, { userId: "kim", sessionId: "laptop" });
  await server.signIn(lee, { userId: "lee", sessionId: "laptop-lee" });
  await server.signIn(park, { userId: "park", sessionId: "laptop-park" });
  expect(await heard(kim.send("POST", "/api/spaces", { slug: "tea", policy: "members" }))).toBe(
    "201",
  );
  const expiresAt = new Date(server.now + 3_600_000).toISOString();
  const wish = { role: "speaker", expiresAt, uses: 9 };
  const made = await kim.send("POST", "/api/spaces/tea/links", wish);
  const link = createdLinkSchema.parse(await made.json()).url.split("#link=")[1];
  await guest.enter("tea", "Guest");
  for (const browser of [lee, park, guest]) {
    expect(await heard(browser.send("POST", "/api/spaces/tea/links/exchange", { link }))).toBe(
      "200",
    );
  }
  const [ofLee, ofPark] = [await join(server, lee), await join(server, park)];
  const role = { role: "moderator" };
  expect(await heard(kim.send("PUT", `/api/spaces/tea/people/${ofLee.seatId}`, role))).toBe("204");
  const ban = { action: "ban", seatId: ofPark.seatId };
  expect(await heard(kim.send("POST", "/api/spaces/tea/moderation", ban))).toBe("204");
  return { server, kim, lee, park, guest, ofLee, ofPark };
}

function rowsOf(server: TestServer, ...kinds: string[]) {
  return server.kv.rows().filter(({ key }) => kinds.includes(String(key[0])));
}

const ofSpaces = ["space", "space_of", "standing", "standing_id", "link", "knock"];

Deno.test("a space is deleted by its owner alone: all are disconnected, and a later space of the name has no old roles [S41]", async () => {
  const { server, kim, lee, park, guest, ofLee, ofPark } = await kimsSpace();
  const remove = (browser: TestBrowser) => heard(browser.send("DELETE", "/api/spaces/tea"));
  for (const browser of [lee, park, guest]) expect(await remove(browser)).toBe("not-allowed");
  expect(await remove(server.browser())).toBe("unauthenticated");
  expect(
    await heard(kim.send("DELETE", "/api/spaces/tea", undefined, {
      "origin": "https://evil.example",
      "sec-fetch-site": "cross-site",
    })),
  ).toBe("cross-site");
  expect(await remove(kim)).toBe("204");
  expect(rowsOf(server, ...ofSpaces)).toEqual([]);
  expect(server.livekit.rooms.get("space-tea")).toBeUndefined();
  const why = await lee.send("POST", "/api/livekit/departure", { token: ofLee.token });
  expect(await why.json()).toEqual({ reason: "closed" });
  expect(await (await kim.send("GET", "/api/spaces")).json()).toEqual({ slugs: [] });
  expect(await remove(kim)).toBe("not-found");
  // Now an open space, as any without an owner; then Park makes it.
  expect(await asked(lee)).toBe("200");
  server.now += 1_000_000;
  for (const { connection } of [ofLee, ofPark]) {
    await applyWebhookEvent(server.services, eventOf("participant_left", connection));
  }
  expect(await heard(park.send("POST", "/api/spaces", { slug: "tea" }))).toBe("201");
  const people = await (await park.send("GET", "/api/spaces/tea/people")).json();
  expect(spacePeopleSchema.parse(people).people).toEqual([]);
  const log = await (await park.send("GET", "/api/spaces/tea/log")).json();
  expect(log.events).toEqual([]);
  const answer = await (await lee.send("GET", "/api/spaces/tea")).json();
  expect(spaceAnswerSchema.parse(answer).role).toBe("speaker");
});

Deno.test("a space with more rows than one commit deletes is deleted whole by a second request", async () => {
  const { server, kim } = await kimsSpace();
  const rows = Array.from(
    { length: 450 },
    (_, index) =>
      setRow(["standing", "tea", `user:${index}`], {
        ...{ personId: `person_${index}`, slug: "tea", owner: `user:${index}` },
        ...{ participantName: "Somebody", role: null, isBanned: false },
        ...{ admittedAt: 1, refusedUntil: 0, linkId: null },
      }),
  );
  await server.kv.commit({ checks: [], writes: rows });
  let commits = 0;
  server.kv.beforeCommit = () => {
    // Storage becomes unavailable in the middle.
    server.kv.isAway = ++commits === 2;
  };
  expect(await heard(kim.send("DELETE", "/api/spaces/tea"))).toBe("storage-unavailable");
  server.kv.isAway = false;
  const rules = rowsOf(server, "space");
  expect([rules.length, rowsOf(server, "standing").length < 450]).toEqual([1, true]);
  expect(await heard(kim.send("DELETE", "/api/spaces/tea"))).toBe("204");
  expect(rowsOf(server, ...ofSpaces)).toEqual([]);
});

Deno.test("a space whose deletion ended in a lost reply still disconnects everyone", async () => {
  const { server, kim, lee, ofLee } = await kimsSpace();
  server.kv.beforeCommit = ({ writes }) => {
    const isLast = writes.some(({ type, key }) => type === "delete" && key[0] === "space");
    if (isLast) server.kv.lostReplies = 1;
  };
  expect(await heard(kim.send("DELETE", "/api/spaces/tea"))).toBe("204");
  expect(server.livekit.rooms.get("space-tea")).toBeUndefined();
  const why = await lee.send("POST", "/api/livekit/departure", { token: ofLee.token });
  expect(await why.json()).toEqual({ reason: "closed" });
});

Deno.test("a deleted space is emptied although storage becomes unavailable", async () => {
  const { server, kim } = await kimsSpace();
  server.kv.beforeCommit = ({ writes }) => {
    server.kv.isAway = rowsOf(server, "space").length === 0 &&
      writes.some(({ key }) => key[0] === "seat");
    if (server.kv.isAway) throw new AppError("storage-unavailable", "Cannot reach storage in time");
  };
  expect(await heard(kim.send("DELETE", "/api/spaces/tea"))).toBe("204");
  expect(server.livekit.rooms.get("space-tea")).toBeUndefined();
});

Deno.test("a space made while the last rows of a former one are deleted keeps its own", async () => {
  const { server, kim } = await kimsSpace();
  const theirs = setRow(["standing", "tea", "user:theirs"], {
    ...{ personId: "person_theirs", slug: "tea", owner: "user:theirs" },
    ...{ participantName: "Theirs", role: "moderator", isBanned: false },
    ...{ admittedAt: null, refusedUntil: 0, linkId: null },
  });
  const { list } = server.kv;
  server.kv.list = async (...of) => {
    const isGone = rowsOf(server, "space").length === 0;
    if (isGone && of[0][0] === "standing") {
      const made = setRow(["space", "tea"], { slug: "tea", ownerId: "lee" });
      await server.kv.commit({ checks: [], writes: [made, theirs] });
    }
    return await list.apply(server.kv, of) as never;
  };
  expect(await heard(kim.send("DELETE", "/api/spaces/tea"))).toBe("204");
  expect(rowsOf(server, "space", "standing").length).toBe(2);
});

Deno.test("a declared space that is deleted exists no more, and its people are disconnected", async () => {
  const { server, kim, lee } = await kimsSpace({ MADANG_SPACES: "declared" });
  expect(await heard(kim.send("DELETE", "/api/spaces/tea"))).toBe("204");
  expect(server.livekit.rooms.get("space-tea")).toBeUndefined();
  expect(await asked(lee)).toBe("not-found");
});

Deno.test("an account is deleted with its passkeys, codes and sessions; its spaces have to go before [S42]", async () => {
  const server = await openTestServer();
  const [laptop, phone] = [server.browser(), server.browser()];
  const key = new FakeAuthenticator(testOrigin);
  const ceremony = async (browser: TestBrowser, kind: string, body: unknown) => {
    const options = await browser.send("POST", `/api/passkeys/${kind}/options`, body);
    const asked = await options.json();
    const answer = kind === "registration" ? key.register(asked) : key.answer(asked);
    return await heard(browser.send("POST", `/api/passkeys/${kind}`, await answer));
  };
  expect(await ceremony(laptop, "registration", { participantName: "Kim" })).toBe("201");
  expect(await ceremony(phone, "authentication", {})).toBe("201");
  const made = await laptop.send("POST", "/api/recovery-codes", {});
  const { codes } = recoveryCodesSchema.parse(await made.json());
  const { seatId } = await join(server, phone);
  expect(await heard(laptop.send("POST", "/api/spaces", { slug: "yard" }))).toBe("201");
  const remove = () => heard(laptop.send("DELETE", "/api/account"));
  expect(await remove()).toBe("owns-spaces");
  expect(await heard(laptop.send("GET", "/api/account"))).toBe("200");
  expect(await heard(laptop.send("DELETE", "/api/spaces/yard"))).toBe("204");

  expect(await remove()).toBe("204");
  expect(laptop.cookies.has("madang_user")).toBe(false);
  expect(server.livekit.removed).toContain(`${seatId}.1`);
  for (const browser of [laptop, phone]) {
    expect(["unauthenticated", "session-invalid"])
      .toContain(await heard(browser.send("GET", "/api/account")));
  }
  expect(await ceremony(server.browser(), "authentication", {})).toBe("sign-in-refused");
  expect(await heard(server.browser().send("POST", "/api/recovery", { code: codes[0] })))
    .toBe("sign-in-refused");
  const left = ["user", "passkey", "recovery_code", "user_session", "user_session_of", "space_of"];
  expect(rowsOf(server, ...left)).toEqual([]);
  expect(await remove()).toBe("unauthenticated");
});

Deno.test("a space that another tab makes while the account is deleted has no owner", async () => {
  const server = await openTestServer();
  const [laptop, phone, lee] = [server.browser(), server.browser(), server.browser()];
  const { userId } = await findOrMakeUser(server.services, {
    ...{ issuer: "https://id.test", subject: "kim", participantName: "Kim" },
  });
  await server.signIn(laptop, { userId, sessionId: "laptop" });
  await server.signIn(phone, { userId, sessionId: "phone" });
  await server.signIn(lee, { userId: "lee", sessionId: "laptop-lee" });
  server.kv.beforeCommit = async ({ writes }) => {
    if (!writes.some(({ type, key }) => type === "delete" && key[0] === "user")) return;
    expect(await heard(phone.send("POST", "/api/spaces", { slug: "yard" }))).toBe("201");
  };
  expect(await heard(laptop.send("DELETE", "/api/account"))).toBe("204");
  expect(rowsOf(server, "user", ...ofSpaces)).toEqual([]);
  expect(await heard(lee.send("POST", "/api/spaces", { slug: "yard" }))).toBe("201");
});

Deno.test("an account with more sessions than are listed at once leaves none of them", async () => {
  const server = await openTestServer();
  const { userId } = await findOrMakeUser(server.services, {
    ...{ issuer: "https://id.test", subject: "kim", participantName: "Kim" },
  });
  const browser = server.browser();
  for (let index = 0; index < 2 * maxUserSessions + 20; index++) {
    const signIn = { userId, label: "Firefox, Linux", formerToken: null };
    const { token } = await openUserSession(server.services, signIn);
    browser.cookies.set("madang_user", token);
  }
  expect(await heard(browser.send("DELETE", "/api/account"))).toBe("204");
  expect(rowsOf(server, "user", "user_session", "user_session_of")).toEqual([]);
});

Deno.test("an account whose deletion is interrupted can be deleted by the browser that asked", async () => {
  const server = await openTestServer();
  const { userId } = await findOrMakeUser(server.services, {
    ...{ issuer: "https://id.test", subject: "kim", participantName: "Kim" },
  });
  const browser = server.browser();
  const open = () =>
    openUserSession(server.services, { userId, label: "Firefox, Linux", formerToken: null });
  const other = hashToken((await open()).token);
  browser.cookies.set("madang_user", (await open()).token);
  server.kv.beforeCommit = ({ writes }) => {
    if (!writes.some(({ key }) => key[0] === "user_session" && key[1] === other)) return;
    throw new AppError("storage-unavailable", "Cannot reach storage in time");
  };
  expect(await heard(browser.send("DELETE", "/api/account"))).toBe("storage-unavailable");
  server.kv.beforeCommit = () => {};
  expect(await heard(browser.send("DELETE", "/api/account"))).toBe("204");
  expect(rowsOf(server, "user", "user_session", "user_session_of")).toEqual([]);
});

Deno.test("an account whose deletion was interrupted is deleted by the next try", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  // The user's row is gone, but the session is not.
  expect((await server.kv.get(userKey("kim"))).value).toBe(null);
  expect(await heard(browser.send("DELETE", "/api/account"))).toBe("204");
});

Deno.test("an identity provider's subject whose account was deleted gets a new account", async () => {
  const server = await openTestServer();
  const subject = { issuer: "https://id.test", subject: "kim", participantName: "Kim" };
  const first = await findOrMakeUser(server.services, subject);
  const browser = server.browser();
  await server.signIn(browser, { userId: first.userId, sessionId: "laptop" });
  expect(await heard(browser.send("DELETE", "/api/account"))).toBe("204");
  expect((await server.kv.get(userIdentityKey("https://id.test", "kim"))).value).toBe(null);
  const again = await findOrMakeUser(server.services, subject);
  expect(again.userId).not.toBe(first.userId);
  // An account from before identities were stored with it.
  await server.kv.commit({ checks: [], writes: [{ type: "delete", key: userKey(again.userId) }] });
  expect((await findOrMakeUser(server.services, subject)).userId).not.toBe(again.userId);
});
