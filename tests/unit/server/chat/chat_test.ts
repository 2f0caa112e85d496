/** The chat of a space: who may write and read, what is stored, delivered, deleted and emptied. Every rule has its own test, so the file is long. */
import { expect } from "expect";
import {
  chatNoticeSchema,
  type ChatPage,
  chatPageSchema,
  chatTopic,
  postedMessageSchema,
} from "../../../../lib/contract/chat.ts";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import {
  chatEmptyAfterMs,
  finishClearances,
  sweepChats,
} from "../../../../lib/server/chat/clear_chat.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import { postOneMessage } from "../../../../lib/server/http/endpoints/messages.ts";
import { chatEntryLifeMs } from "../../../../lib/server/rows/chat_rows.ts";
import { inhabitedSpaceKey } from "../../../../lib/server/rows/presence_rows.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { deleteRow, setRow } from "../../../../lib/server/storage/kv_port.ts";
import { heard, join, owned } from "../../../fakes/owned_space.ts";
import { eventOf } from "../../../fakes/test_services.ts";
import {
  openTestServer,
  type TestBrowser,
  testOrigin,
  type TestServer,
} from "../../../fakes/test_server.ts";

const path = "/api/spaces/tea/messages";
let ids = 0;
const newId = () => `client-id-${++ids}`;

function say(browser: TestBrowser, text: string, clientId = newId()) {
  return browser.send("POST", path, { text, clientId });
}

async function said(browser: TestBrowser, text: string, clientId?: string) {
  const response = await say(browser, text, clientId);
  expect(response.status).toBe(201);
  return postedMessageSchema.parse(await response.json());
}

async function page(browser: TestBrowser, query = ""): Promise<ChatPage> {
  const response = await browser.send("GET", path + query);
  expect(response.status).toBe(200);
  return chatPageSchema.parse(await response.json());
}

const texts = ({ entries }: ChatPage) =>
  entries.map((entry) => entry.type === "message" ? entry.text : `-${entry.of}`);

/** The notices of chat that LiveKit was given, each checked to go to everybody. */
function notices({ livekit }: TestServer) {
  const start = `null ${chatTopic} `;
  return livekit.sent.filter((line) => line.startsWith(start))
    .map((line) => chatNoticeSchema.parse(JSON.parse(line.slice(start.length))));
}

/** Everybody's connection ends, as LiveKit tells. */
async function leaveAll({ services, livekit, kv, now }: TestServer) {
  for (const one of livekit.rooms.get("space-tea") ?? []) {
    const event = { createdAtMs: now };
    await applyWebhookEvent(services, eventOf("participant_left", one, event));
  }
  livekit.rooms.clear();
  // The reconciler's part.
  await kv.commit({ checks: [], writes: [deleteRow(inhabitedSpaceKey("tea"))] });
}

Deno.test("a message is stored once, numbered, and delivered to everybody inside", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  const seatId = await join(server, kim);
  await join(server, owner);
  const first = await said(kim, " Hello\r\nyou ");
  expect(first).toEqual({
    chatId: expect.stringMatching(/^[0-9a-f]{16}$/),
    isDelivered: true,
    message: {
      type: "message",
      seq: 1,
      at: new Date(server.now).toISOString(),
      clientId: expect.any(String),
      seatId,
      participantName: "Kim",
      kind: "guest",
      role: "speaker",
      text: "Hello\nyou",
      deletedBy: null,
    },
  });
  const { chatId, message } = first;
  expect(notices(server)).toEqual([{ type: "entry", chatId, entry: message }]);
  const second = await said(owner, "Hi");
  expect([second.message.seq, second.message.role]).toEqual([2, "owner"]);
  expect(await page(owner)).toEqual({
    chatId,
    last: 2,
    entries: [message, second.message],
    hasEarlier: false,
    mayWrite: true,
    chatRoles: ["listener", "speaker", "moderator"],
    chatKept: "until-empty",
  });
});

Deno.test("the same clientId again is the same message, delivered again; another person's is another", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, kim);
  await join(server, owner);
  const id = newId();
  server.livekit.failure = new AppError("livekit-unavailable", "away");
  expect((await said(kim, "Hello", id)).isDelivered).toBe(false);
  server.livekit.failure = null;
  const again = await said(kim, "Hello", id);
  expect([again.message.seq, again.isDelivered]).toEqual([1, true]);
  expect(notices(server)).toHaveLength(1);
  expect((await said(owner, "Mine", id)).message.seq).toBe(2);
  expect(texts(await page(kim))).toEqual(["Hello", "Mine"]);
});

Deno.test("a commit whose reply was lost makes no second message", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  server.kv.lostReplies = 1;
  expect((await said(owner, "Once")).message.seq).toBe(1);
  expect(texts(await page(owner))).toEqual(["Once"]);
});

Deno.test("fifty messages at once get fifty numbers", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, index) => said(owner, `Message ${index}`)),
  );
  const seqs = all.map(({ message }) => message.seq).toSorted((a, b) => a - b);
  expect(seqs).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

Deno.test("a page reads what it missed, the newest first of too much, and earlier ones on demand", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  for (let index = 1; index <= 230; index++) await said(owner, `${index}`);
  const newest = await page(owner);
  expect([newest.entries.at(0)?.seq, newest.entries.at(-1)?.seq]).toEqual([131, 230]);
  expect([newest.last, newest.hasEarlier]).toEqual([230, true]);
  const { chatId } = newest;
  const missed = await page(owner, `?chatId=${chatId}&after=227`);
  expect([texts(missed), missed.hasEarlier]).toEqual([["228", "229", "230"], false]);
  const tooMany = await page(owner, `?chatId=${chatId}&after=20`);
  expect([tooMany.entries.at(0)?.seq, tooMany.hasEarlier]).toEqual([131, true]);
  const earlier = await page(owner, `?chatId=${chatId}&before=31`);
  expect([texts(earlier).at(0), texts(earlier).at(-1), earlier.hasEarlier]).toEqual(
    ["1", "30", false],
  );
  // Numbers of another chat mean nothing in this one.
  expect((await page(owner, "?chatId=0000000000000000&after=229")).entries).toHaveLength(100);
  expect(texts(await page(owner, `?chatId=${chatId}&after=230`))).toEqual([]);
});

Deno.test("only a session that is inside may write and read [S140]", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, owner);
  await said(owner, "Hello");
  const all = async (browser: TestBrowser) => [
    await heard(say(browser, "Let me in")),
    await heard(browser.send("GET", path)),
    await heard(browser.send("DELETE", `${path}/0123456789abcdef.1`)),
  ];
  const stranger = server.browser();
  expect(await all(stranger)).toEqual(Array(3).fill("unauthenticated"));
  // A session of the space without a token, and one whose token is unused.
  expect(await all(kim)).toEqual(Array(3).fill("not-inside"));
  await kim.token("tea");
  expect(await all(kim)).toEqual(Array(3).fill("not-inside"));
  // A session of another space.
  const park = server.browser();
  await park.enter("coffee", "Park");
  await park.token("coffee");
  expect(await all(park)).toEqual(Array(3).fill("not-inside"));
  // Another session of the same user, which is elsewhere.
  const phone = server.browser();
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  expect(await all(phone)).toEqual(Array(3).fill("not-inside"));
  expect(texts(await page(owner))).toEqual(["Hello"]);
});

Deno.test("a newcomer whose webhook has not come is inside by LiveKit's word", async () => {
  const { server, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, kim);
  const lee = await guest("Lee");
  const { seatId, generation } = await lee.token("tea");
  expect(await heard(say(lee, "Hello"))).toBe("not-inside");
  const [connection] = server.livekit.rooms.get("space-tea") ?? [];
  const identity = `${seatId}.${generation}`;
  server.livekit.rooms.set("space-tea", [connection, { ...connection, sid: "PA_2", identity }]);
  expect((await said(lee, "Hello")).message.seatId).toBe(seatId);
});

Deno.test("a removed or banned person writes and reads no more [S141]", async () => {
  const { server, owner, guest } = await owned();
  await join(server, owner);
  for (const [action, code] of [["remove", "not-inside"], ["ban", "banned"]]) {
    const kim = await guest("Kim");
    const seatId = await join(server, kim);
    await said(kim, "Hello");
    await owner.send("POST", "/api/spaces/tea/moderation", { action, seatId });
    expect(await heard(say(kim, "Again"))).toBe(code);
    expect(await heard(kim.send("GET", path))).toBe(code);
  }
});

Deno.test("a ban that overtakes a message keeps it out", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  const seatId = await join(server, kim);
  await join(server, owner);
  let isBanned = false;
  server.kv.beforeCommit = async ({ writes }) => {
    if (isBanned || !writes.some(({ key }) => key[0] === "chat_entry")) return;
    isBanned = true;
    await owner.send("POST", "/api/spaces/tea/moderation", { action: "ban", seatId });
  };
  expect(await heard(say(kim, "Hello"))).toBe("banned");
  expect(texts(await page(owner))).toEqual([]);
});

Deno.test("a moderator switches chat off for a role, and pages inside are told [S142]", async () => {
  const { server, owner, guest } = await owned({ defaultRole: "listener" });
  const kim = await guest("Kim");
  await join(server, kim);
  await join(server, owner);
  await said(kim, "A listener may write");
  const off = { chatRoles: ["moderator", "speaker"] };
  expect(await heard(owner.send("PATCH", "/api/spaces/tea", off))).toBe("200");
  expect(notices(server).at(-1)).toEqual({ type: "changed" });
  expect(await heard(say(kim, "And now?"))).toBe("chat-off");
  expect(await page(kim)).toMatchObject({ mayWrite: false, ...off });
  await owner.send("PATCH", "/api/spaces/tea", { chatRoles: [] });
  await said(owner, "An owner always may");
});

Deno.test("only the owner changes how long chat is kept", async () => {
  const { server, owner } = await owned();
  const lee = server.browser();
  await server.signIn(lee, { userId: "lee", sessionId: "lee" });
  const seatId = await join(server, lee);
  await owner.send("PUT", `/api/spaces/tea/people/${seatId}`, { role: "moderator" });
  expect(await heard(lee.send("PATCH", "/api/spaces/tea", { chatKept: "never" }))).toBe(
    "not-allowed",
  );
  expect(await heard(lee.send("PATCH", "/api/spaces/tea", { chatRoles: ["speaker"] }))).toBe("200");
});

Deno.test("chat that is never kept is delivered and not stored; what was stored goes", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, kim);
  await join(server, owner);
  await said(kim, "secret-1");
  await owner.send("PATCH", "/api/spaces/tea", { chatKept: "never" });
  const { message } = await said(kim, "secret-2");
  expect(message.text).toBe("secret-2");
  expect(notices(server).at(-1)).toMatchObject({ entry: { text: "secret-2" } });
  const read = await page(owner);
  expect([texts(read), read.last, read.chatKept]).toEqual([[], 1, "never"]);
  expect(JSON.stringify(server.kv.rows())).not.toContain("secret-");
});

Deno.test("an author deletes a message, a moderator one of a lower role; its text is gone [S143]", async () => {
  const { server, owner, guest } = await owned();
  const [kim, lee] = [await guest("Kim"), await guest("Lee")];
  await join(server, kim);
  const ofLee = await join(server, lee);
  await join(server, owner);
  const { chatId } = await said(kim, "secret-1");
  await said(kim, "secret-2");
  await said(owner, "Mine");
  const erase = (browser: TestBrowser, seq: number, chat = chatId) =>
    heard(browser.send("DELETE", `${path}/${chat}.${seq}`));
  expect(await erase(lee, 1)).toBe("not-allowed");
  expect(await erase(kim, 1)).toBe("204");
  expect(await erase(kim, 1)).toBe("204");
  await owner.send("PUT", `/api/spaces/tea/people/${ofLee}`, { role: "moderator" });
  expect(await erase(lee, 2)).toBe("204");
  expect(await erase(lee, 3)).toBe("not-allowed");
  expect(await erase(lee, 9)).toBe("not-found");
  expect(await erase(lee, 2, "0123456789abcdef")).toBe("not-found");
  expect(await erase(lee, 4)).toBe("not-found");
  const read = await page(owner);
  expect(texts(read)).toEqual([null, null, "Mine", "-1", "-2"]);
  expect(read.entries.slice(0, 2)).toMatchObject([
    { deletedBy: "author" },
    { deletedBy: "moderator" },
  ]);
  expect(notices(server).at(-1)).toMatchObject({
    chatId,
    entry: { type: "deletion", seq: 5, of: 2, by: "moderator" },
  });
  expect(JSON.stringify(server.kv.rows())).not.toContain("secret-");
});

Deno.test("a body of a message is checked: long, empty, odd and huge ones are refused", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  const post = (body: unknown) => heard(owner.send("POST", path, body));
  for (
    const body of [
      {},
      { text: "Hello" },
      { text: "", clientId: newId() },
      { text: " \n\u200B ", clientId: newId() },
      { text: "a".repeat(4_001), clientId: newId() },
      { text: "half \ud800", clientId: newId() },
      { text: 7, clientId: newId() },
      { text: "Hello", clientId: "short" },
      { text: "Hello", clientId: "with a space" },
      { text: "Hello", clientId: newId(), seatId: "seat_1" },
    ]
  ) expect([body, await post(body)]).toEqual([body, "invalid-body"]);
  expect(await post({ text: "a".repeat(20_000), clientId: newId() })).toBe("body-too-large");
  for (const query of ["?after=-1", "?before=x", "?after=1e3", "?limit=9", "?after=1&after=x"]) {
    expect([query, await heard(owner.send("GET", path + query))]).toEqual([query, "invalid-body"]);
  }
  for (const id of ["1", "x.1", "0123456789abcdef.0", "0123456789abcdef.1.1"]) {
    expect(await heard(owner.send("DELETE", `${path}/${id}`))).toBe("not-found");
  }
  // The longest message there is, whatever its script.
  await said(owner, "😀".repeat(4_000));
  expect(notices(server).at(-1)).toEqual({ type: "long", chatId: expect.any(String), seq: 1 });
  const html = await said(owner, "<b>bold</b> \u202Eabc\u202C \u0007bell");
  expect(html.message.text).toBe("<b>bold</b> abc bell");
});

Deno.test("a seat writes 20 messages at once, then waits; others are not held up", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, kim);
  await join(server, owner);
  const send = async (browser: TestBrowser) => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = new Request(`${testOrigin}${path}`, {
      method: "POST",
      body: JSON.stringify({ text: "Hello", clientId: newId() }),
      headers: { "content-type": "application/json", cookie, "sec-fetch-site": "same-origin" },
    });
    const state = {
      services: server.services,
      requestId: "request-1",
      route: "/api/spaces/:slug/messages",
      address: "203.0.113.7",
    };
    return await answerApi(request, state, { POST: postOneMessage("tea") });
  };
  for (let count = 1; count <= 20; count++) expect((await send(kim)).status).toBe(201);
  const refused = await send(kim);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "2"]);
  expect((await send(owner)).status).toBe(201);
  server.now += 1_500;
  expect((await send(kim)).status).toBe(201);
});

Deno.test("chat is kept until the space has been empty for an hour", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, kim);
  await said(kim, "secret-1");
  const sweepAfter = async (ms: number) => {
    server.now += ms;
    await sweepChats(server.services);
    return JSON.stringify(server.kv.rows()).includes("secret-1");
  };
  expect(await sweepAfter(5 * chatEmptyAfterMs)).toBe(true);
  await leaveAll(server);
  expect(await sweepAfter(30_000)).toBe(true);
  expect(await sweepAfter(chatEmptyAfterMs - 60_000)).toBe(true);
  // A short visit begins the hour anew, even one between two sweeps.
  await join(server, owner);
  await leaveAll(server);
  expect(await sweepAfter(60_000)).toBe(true);
  await join(server, owner);
  expect(await sweepAfter(2 * chatEmptyAfterMs)).toBe(true);
  expect(texts(await page(owner))).toEqual(["secret-1"]);
  await leaveAll(server);
  expect(await sweepAfter(1_000)).toBe(true);
  expect(await sweepAfter(chatEmptyAfterMs)).toBe(false);
  await join(server, owner);
  expect(await page(owner)).toMatchObject({ chatId: "", last: 0, entries: [] });
  expect((await said(owner, "Anew")).message.seq).toBe(1);
});

Deno.test("chat is kept 30 days where the owner says so, and never longer", async () => {
  const { server, owner } = await owned({ chatKept: "30-days" });
  await join(server, owner);
  await said(owner, "secret-1");
  await leaveAll(server);
  await sweepChats(server.services);
  server.now += 2 * chatEmptyAfterMs;
  await sweepChats(server.services);
  await join(server, owner);
  expect(texts(await page(owner))).toEqual(["secret-1"]);
  server.now += chatEntryLifeMs;
  expect(JSON.stringify(server.kv.rows())).not.toContain("secret-1");
});

Deno.test("a sweep without storage is logged, and the next one goes on", async () => {
  const { server } = await owned();
  server.kv.isAway = true;
  await sweepChats(server.services);
  expect(server.lines.join()).toContain("chat-sweep-failed");
});

Deno.test("deleting a space deletes its chat, also where a thousand messages are in it", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  const { chatId } = await said(owner, "secret-0");
  const writes = Array.from({ length: 1_000 }, (_, index) => {
    const row = { type: "message", seq: index + 2, principalId: "user:kim", text: "secret-1" };
    return setRow(["chat_entry", "tea", chatId, index + 2], row);
  });
  await server.kv.commit({ checks: [], writes });
  expect(await heard(owner.send("DELETE", "/api/spaces/tea"))).toBe("204");
  const left = server.kv.rows().filter(({ key }) => String(key[0]).startsWith("chat"));
  expect(left.map(({ key }) => key[0])).toEqual(["chat_sent"]);
});

Deno.test("an emptying that was interrupted is finished by the next", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  await said(owner, "secret-1");
  server.kv.beforeCommit = ({ writes }) => {
    const isDeletion = writes.some(({ key, type }) => key[0] === "chat_entry" && type === "delete");
    if (isDeletion) throw new AppError("storage-unavailable", "away");
  };
  expect(await heard(owner.send("PATCH", "/api/spaces/tea", { chatKept: "never" }))).toBe("200");
  expect(texts(await page(owner))).toEqual([]);
  server.kv.beforeCommit = () => {};
  await finishClearances(server.kv);
  expect(JSON.stringify(server.kv.rows())).not.toContain("secret-1");
});

Deno.test("deleting an account takes what its user wrote out of every space [S144]", async () => {
  const server = await openTestServer();
  const kim = server.browser();
  await server.signIn(kim, { userId: "kim", sessionId: "laptop" });
  const lee = server.browser();
  await lee.enter("tea", "Lee");
  await join(server, kim);
  await join(server, lee);
  for (let index = 0; index < 25; index++) await said(kim, `secret-${index}`);
  await said(lee, "Mine");
  expect(await heard(kim.send("DELETE", "/api/account", { confirmation: "kim" }))).toBe("204");
  const stored = server.kv.rows().filter(({ key }) => String(key[0]).startsWith("chat_entry"));
  expect(JSON.stringify(stored)).not.toMatch(/secret-|"participantName":"kim"/);
  expect(notices(server).at(-1)).toEqual({ type: "changed" });
  expect(texts(await page(lee)).filter((text) => text !== null)).toEqual(["Mine"]);
});
