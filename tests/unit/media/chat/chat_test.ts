/** The chat in the page: gaps, retries, drafts, roles and other clients, in one long file with one stage. */
import { signal } from "@preact/signals";
import { expect } from "expect";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import type { ChatEntry } from "../../../../lib/contract/chat.ts";
import type { OutsideKind } from "../../../../lib/contract/outside.ts";
import type { Role } from "../../../../lib/contract/participant.ts";
import { Chat } from "../../../../lib/media/chat/chat.ts";
import type { ConnectionState, ParticipantTracks } from "../../../../lib/media/ports/call_types.ts";
import type { TextReport } from "../../../../lib/media/ports/room_port.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";
import { FakeMediaPorts, turn } from "../../../fakes/media/fake_media_ports.ts";
import { seatIdOf } from "../../../fakes/media/FakeRoomPort.ts";

function setUp(
  ports = Object.assign(new FakeMediaPorts(), { tab: new FakeStoragePort() }),
  existing = 0,
) {
  const { page, api: { chat: server } } = ports;
  for (let index = 1; index <= existing; index++) server.write(`old ${index}`);
  const role = signal<Role>("speaker");
  const me = fakePerson("Me", { seatId: seatIdOf(1), isLocal: true, role });
  const lee = fakePerson("Lee", { seatId: seatIdOf(2) });
  const people = signal<readonly ParticipantTracks[]>([me, lee]);
  const connectionState = signal<ConnectionState>("idle");
  const listeners = new Set<(report: TextReport) => void>();
  let ids = 0;
  const tab = `tab${page.nowMs}`;
  const chat = new Chat({
    slug: "tea",
    page,
    storage: ports.tab,
    people,
    connectionState,
    loadApi: () => ports.loadApi(),
    key: signal(null),
    listeners,
    now: () => page.nowMs,
    randomId: () => `client-${tab}-${++ids}`,
  });
  const report = (one: TextReport) => listeners.forEach((listener) => listener(one));
  const deliver = (entry: ChatEntry, chatId = server.chatId) =>
    report({ type: "chat", notice: { type: "entry", chatId, entry } });
  const stop = chat.start();
  const connect = async () => {
    connectionState.value = "connected";
    await turn();
  };
  const texts = () => chat.messages.value.map(({ text }) => text);
  return {
    ports,
    page,
    server,
    role,
    people,
    connectionState,
    chat,
    report,
    deliver,
    stop,
    connect,
    texts,
  };
}

Deno.test("Chat reads what was written before one came, none of it unread, and then what comes", async () => {
  const { chat, server, deliver, connect, texts } = setUp(undefined, 3);
  expect([chat.isReady.value, server.calls]).toEqual([false, []]);
  await connect();
  expect([chat.isReady.value, chat.unread.value, texts()]).toEqual([
    true,
    0,
    ["old 1", "old 2", "old 3"],
  ]);
  deliver(server.write("Hello"));
  deliver(server.write("Hello again"));
  expect([texts().slice(3), chat.unread.value]).toEqual([["Hello", "Hello again"], 2]);
  expect(chat.messages.value.at(-1)).toMatchObject({ name: "Lee", isOwn: false, seq: 5 });
  chat.setReading(true);
  expect(chat.unread.value).toBe(0);
  deliver(server.write("And again"));
  expect(chat.unread.value).toBe(0);
});

Deno.test("Chat does not count as read what comes while the page is hidden", async () => {
  const { chat, server, deliver, connect, page } = setUp();
  await connect();
  chat.setReading(true);
  page.isSeen = false;
  deliver(server.write("Hello"));
  expect(chat.unread.value).toBe(1);
  page.isSeen = true;
  page.happen("visible");
  expect(chat.unread.value).toBe(0);
});

Deno.test("Chat reads what it missed: after a gap, and after the connection was lost", async () => {
  const { server, deliver, connect, connectionState, page, texts } = setUp(undefined, 1);
  await connect();
  server.write("missed");
  deliver(server.write("told"));
  expect(texts()).toEqual(["old 1"]);
  page.advance(300);
  await turn();
  expect(texts()).toEqual(["old 1", "missed", "told"]);
  connectionState.value = "reconnecting";
  server.write("while away");
  await connect();
  expect(texts().at(-1)).toBe("while away");
  expect(server.calls.at(-1)).toBe('read tea {"chatId":"0123456789abcdef","after":3}');
});

Deno.test("Chat asks for no gap that closes by itself", async () => {
  const { server, deliver, connect, page, texts } = setUp();
  await connect();
  page.advance(3_000);
  await turn();
  const before = server.calls.length;
  const [first, second] = [server.write("1"), server.write("2")];
  deliver(second);
  deliver(first);
  page.advance(299);
  expect(texts()).toEqual(["1", "2"]);
  page.advance(1_000);
  await turn();
  // One look, since the second came first.
  expect(server.calls.length - before).toBeLessThanOrEqual(1);
});

Deno.test("Chat reads a long message, and everything anew when told that something has changed", async () => {
  const { chat, server, report, connect, texts } = setUp(undefined, 1);
  await connect();
  server.write("long");
  report({ type: "chat", notice: { type: "long", chatId: server.chatId, seq: 2 } });
  await turn();
  expect(texts()).toEqual(["old 1", "long"]);
  const [first] = server.entries;
  if (first.type === "message") server.entries[0] = { ...first, participantName: "", text: null };
  server.rules = { ...server.rules, mayWrite: false };
  report({ type: "chat", notice: { type: "changed" } });
  await turn();
  expect([texts(), chat.mayWrite.value]).toEqual([[null, "long"], false]);
});

Deno.test("Chat sends in order, shows it at once, and once", async () => {
  const { chat, server, deliver, connect, texts } = setUp();
  await connect();
  const held = Promise.withResolvers<void>();
  server.hold = held.promise;
  chat.setDraft(" One ");
  expect(chat.send(" One ")).toBe(true);
  expect(chat.draft.value).toBe("");
  chat.send("Two");
  const states = () => chat.messages.value.map(({ text, state }) => `${text} ${state}`);
  expect(states()).toEqual(["One sending", "Two sending"]);
  const [{ id }] = chat.messages.value;
  held.resolve();
  await turn();
  expect(states()).toEqual(["One sent", "Two sent"]);
  expect(chat.messages.value.map(({ id, seq }) => [id, seq])).toEqual([
    [id, 1],
    [expect.any(String), 2],
  ]);
  // LiveKit delivers one's own too.
  for (const entry of server.entries) deliver(entry);
  expect(texts()).toEqual(["One", "Two"]);
  expect(chat.unread.value).toBe(0);
  expect([chat.send("  \n"), chat.send("a".repeat(4_001))]).toEqual([false, false]);
});

Deno.test("Chat keeps writing while the server is away, says so, and sends once it is back", async () => {
  const { chat, server, connect, page } = setUp();
  await connect();
  page.advance(3_000);
  await turn();
  server.failures.push(
    new AppFailure("storage-unavailable", "away"),
    new AppFailure("offline", ""),
  );
  chat.send("One");
  chat.send("Two");
  await turn();
  const states = () => chat.messages.value.map(({ text, state }) => `${text} ${state}`);
  expect(states()).toEqual(["One waiting", "Two sending"]);
  expect(chat.isAway.value).toBe(true);
  page.advance(1_000);
  await turn();
  expect(states()).toEqual(["One waiting", "Two sending"]);
  page.happen("online");
  await turn();
  expect(states()).toEqual(["One sent", "Two sent"]);
  expect(chat.isAway.value).toBe(false);
  expect(server.entries.map(({ seq }) => seq)).toEqual([1, 2]);
});

Deno.test("Chat: a message whose answer was lost is there once", async () => {
  const { chat, server, connect, deliver, page, texts } = setUp();
  await connect();
  const { post } = server;
  server.post = async (slug, request) => {
    server.post = post;
    deliver((await post.call(server, slug, request)).message);
    throw new AppFailure("offline", "no answer");
  };
  chat.send("Hello");
  await turn();
  expect(texts()).toEqual(["Hello"]);
  page.advance(20_000);
  await turn();
  expect([texts(), server.entries.length]).toEqual([["Hello"], 1]);
});

Deno.test("Chat: a refused message fails and stays, to be sent again or forgotten", async () => {
  const { chat, server, connect } = setUp();
  await connect();
  server.failures.push(new AppFailure("chat-off", "off"), new AppFailure("chat-off", "off"));
  chat.send("One");
  chat.send("Two");
  chat.send("Three");
  await turn();
  const [three, one, two] = chat.messages.value;
  expect([one, two, three].map(({ text, state, error }) => [text, state, error?.type])).toEqual([
    ["One", "failed", "chat-off"],
    ["Two", "failed", "chat-off"],
    ["Three", "sent", undefined],
  ]);
  chat.sendAgain(one);
  chat.discard(two);
  await turn();
  expect(chat.messages.value.map(({ text }) => text)).toEqual(["Three", "One"]);
});

Deno.test("Chat has a message that LiveKit did not take delivered again", async () => {
  const { chat, server, connect, page } = setUp();
  await connect();
  server.isDelivered = false;
  chat.send("Hello");
  await turn();
  expect(chat.messages.value[0].state).toBe("sent");
  server.isDelivered = true;
  page.advance(2_000);
  await turn();
  page.advance(60_000);
  await turn();
  expect(server.calls.filter((call) => call.startsWith("post"))).toHaveLength(2);
});

Deno.test("Chat over a reload: the draft, what was not sent, and what came meanwhile", async () => {
  const before = setUp();
  await before.connect();
  before.server.failures.push(new AppFailure("chat-off", "off"));
  before.chat.send("Not sent");
  await turn();
  before.chat.setDraft("Half a sent");
  before.stop();
  before.server.write("Meanwhile");
  const after = setUp(before.ports);
  expect(after.chat.draft.value).toBe("Half a sent");
  await after.connect();
  expect([after.texts(), after.chat.unread.value]).toEqual([["Meanwhile", "Not sent"], 1]);
  const [, unsent] = after.chat.messages.value;
  expect(unsent.state).toBe("failed");
  after.chat.sendAgain(unsent);
  await turn();
  expect(after.chat.messages.value.map(({ state }) => state)).toEqual(["sent", "sent"]);
});

Deno.test("Chat: what waits when the call ends is not sent into the next one by itself", async () => {
  const { chat, server, connect, connectionState, page } = setUp();
  await connect();
  server.failures.push(new AppFailure("offline", ""));
  chat.send("Hello");
  await turn();
  connectionState.value = "ended";
  expect(chat.messages.value[0].state).toBe("failed");
  await connect();
  page.advance(60_000);
  await turn();
  expect(server.entries).toEqual([]);
});

Deno.test("Chat reads again while the server is away or does not know of the newcomer, and says which", async () => {
  const { chat, server, connect, page, texts } = setUp(undefined, 1);
  server.failures.push(new AppFailure("not-inside", ""));
  await connect();
  expect([chat.isReady.value, chat.isAway.value]).toEqual([false, false]);
  server.failures.push(new AppFailure("storage-unavailable", ""));
  page.advance(1_000);
  await turn();
  expect(chat.isAway.value).toBe(true);
  page.advance(2_000);
  await turn();
  expect([chat.isAway.value, texts()]).toEqual([false, ["old 1"]]);
});

Deno.test("Chat reads once more when things have settled after joining", async () => {
  const { server, connect, page, texts } = setUp();
  await connect();
  server.write("while the room connected");
  page.advance(3_000);
  await turn();
  expect(texts()).toEqual(["while the room connected"]);
});

Deno.test("Chat removes one's own, a moderator those of lower roles; a failure is said", async () => {
  const { chat, server, role, connect } = setUp(undefined, 1);
  server.write("Mine", 1);
  await connect();
  const [theirs, mine] = chat.messages.value;
  expect([chat.mayRemove(theirs), chat.mayRemove(mine)]).toEqual([false, true]);
  role.value = "moderator";
  expect(chat.mayRemove(theirs)).toBe(true);
  expect(await chat.remove(theirs)).toBe(true);
  expect(server.calls.at(-1)).toBe("remove tea 1");
  server.failures.push(new AppFailure("not-found", "gone"));
  expect(await chat.remove(theirs)).toBe(false);
  expect(chat.error.value?.type).toBe("not-found");
  chat.dismissError();
  server.rules = { ...server.rules, chatKept: "never" };
});

Deno.test("Chat reads earlier messages on demand", async () => {
  const { chat, connect } = setUp(undefined, 150);
  await connect();
  expect([chat.messages.value.length, chat.hasEarlier.value]).toEqual([100, true]);
  expect(await chat.loadEarlier()).toBe(true);
  expect([chat.messages.value.length, chat.hasEarlier.value]).toEqual([150, false]);
  expect(chat.unread.value).toBe(0);
});

Deno.test("Chat shows texts of agents and other clients where the rules let their senders write", async () => {
  const { chat, server, people, report, deliver, connect, texts } = setUp();
  server.rules = { ...server.rules, chatRoles: ["moderator"] };
  await connect();
  const text = (identity: string, id: string, words = id) =>
    report({ type: "text", message: { identity, id, text: words } });
  text("agent-1", "early");
  expect(texts()).toEqual([]);
  const agent = fakePerson("Agent", {
    seatId: "agent-1",
    participantId: signal("agent-1"),
    kind: signal<OutsideKind>("agent"),
  });
  people.value = [...people.value, agent];
  expect(texts()).toEqual(["early"]);
  deliver(server.write("Hello"));
  text("agent-1", "later");
  // A speaker may not write here, whichever way.
  text("seat_Lee.1", "sneaked in");
  expect(texts()).toEqual(["early", "Hello", "later"]);
  expect(chat.messages.value[0]).toMatchObject({ source: "stream", name: "Agent", kind: "agent" });
  expect(chat.unread.value).toBe(3);
  chat.setReading(true);
  expect(chat.unread.value).toBe(0);
  for (let index = 0; index < 50; index++) text("agent-1", `flood ${index}`);
  expect(texts().length).toBe(11);
});

Deno.test("Chat is inert before it is used, and once nobody uses it", async () => {
  const { server, page, connectionState, stop, chat } = setUp();
  const another = chat.start();
  stop();
  stop();
  expect(page.listening).toBeGreaterThan(0);
  another();
  connectionState.value = "connected";
  await turn();
  expect([page.listening, server.calls]).toEqual([0, []]);
});
