import { expect } from "expect";
import fc from "fast-check";
import type { ChatEntry, ChatPage } from "../../../../lib/contract/chat.ts";
import { ChatLog } from "../../../../lib/media/chat/chat_log.ts";
import { FakeChatPort } from "../../../fakes/media/FakeChatPort.ts";

const texts = (log: ChatLog) => log.messages.map(({ text }) => text);

/** A server with the messages 1, 2, …, and a page that has read them. */
async function readLog(count: number) {
  const server = new FakeChatPort();
  for (let index = 1; index <= count; index++) server.write(`${index}`);
  const log = new ChatLog();
  log.take(await server.read("tea", {}), 0);
  return { server, log };
}

function deletion(seq: number, of: number): ChatEntry {
  return { type: "deletion", seq, of, by: "author", at: "2026-11-30T09:00:00Z" };
}

Deno.test("ChatLog shows each entry once, in order, whatever way and how often it comes", async () => {
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 0, max: 150 }),
    fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }),
    async (count, order) => {
      const { server, log } = await readLog(count);
      const later = Array.from({ length: 30 }, (_, index) => server.write(`later ${index + 1}`));
      let isDue = false;
      for (const index of order) isDue = log.add(server.chatId, later[index - 1]);
      const has = new Set(order);
      const inARow = Array.from({ length: 30 }, (_, index) => index + 1)
        .findIndex((index) => !has.has(index));
      const joined = inARow < 0 ? 30 : inARow;
      expect(log.last).toBe(count + joined);
      expect(isDue).toBe(has.size > joined);
      const after = log.last;
      log.take(await server.read("tea", { chatId: server.chatId, after }), after);
      const all = server.entries.map((entry) => entry.type === "message" ? entry.text : "");
      expect(texts(log)).toEqual(all.slice(-log.messages.length));
      expect(log.messages.length).toBeGreaterThanOrEqual(Math.min(100, all.length));
      expect(log.last).toBe(all.length);
    },
  ));
});

Deno.test("ChatLog: a deletion takes the text, also one that was missed", async () => {
  const { server, log } = await readLog(3);
  server.entries.push(deletion(4, 2));
  server.write("5");
  expect(log.add(server.chatId, server.entries[4])).toBe(true);
  log.take(await server.read("tea", { chatId: server.chatId, after: 3 }), 3);
  expect(texts(log)).toEqual(["1", null, "3", "5"]);
  expect(log.messages[1].deletedBy).toBe("author");
  // A deletion of a message that this page has not read.
  expect(log.add(server.chatId, deletion(6, 400))).toBe(false);
});

Deno.test("ChatLog goes over numbers that are not kept, and keeps what was delivered", async () => {
  const { server, log } = await readLog(0);
  server.rules = { ...server.rules, chatKept: "never" };
  server.write("1");
  // Delivered before the first reading: the chat is not known yet.
  const second = server.write("2");
  expect(log.add(server.chatId, second)).toBe(true);
  log.take(await server.read("tea", {}), 0);
  expect([texts(log), log.last]).toEqual([["2"], 2]);
  server.write("3");
  expect(log.add(server.chatId, server.write("4"))).toBe(true);
  log.take(await server.read("tea", { chatId: server.chatId, after: 2 }), 2);
  expect([texts(log), log.last]).toEqual([["2", "4"], 4]);
});

Deno.test("ChatLog begins anew in an emptied chat, a restored one, and after too much was missed", async () => {
  const { server, log } = await readLog(5);
  const empty: ChatPage = { ...await server.read("tea", {}), chatId: "", last: 0, entries: [] };
  log.take(empty, 5);
  expect([texts(log), log.last, log.chatId]).toEqual([[], 0, ""]);
  server.chatId = "fedcba9876543210";
  server.entries = [];
  expect(log.add(server.chatId, server.write("new"))).toBe(false);
  expect(texts(log)).toEqual(["new"]);
  for (let index = 2; index <= 230; index++) server.write(`${index}`);
  log.take(await server.read("tea", { chatId: server.chatId, after: 1 }), 1);
  expect([log.messages.length, log.first, log.last, log.hasEarlier]).toEqual([100, 131, 230, true]);
  log.takeEarlier(await server.read("tea", { chatId: server.chatId, before: 131 }));
  expect([log.first, log.hasEarlier]).toEqual([31, true]);
  log.takeEarlier(await server.read("tea", { chatId: server.chatId, before: 31 }));
  expect([log.first, log.hasEarlier]).toEqual([1, false]);
  expect(texts(log).slice(0, 3)).toEqual(["new", "2", "3"]);
  // From a backup.
  server.entries = server.entries.slice(0, 3);
  log.take(await server.read("tea", {}), 230);
  expect([texts(log), log.last]).toEqual([["new", "2", "3"], 3]);
});

Deno.test("ChatLog: an answer that is older than what was delivered takes nothing back", async () => {
  const { server, log } = await readLog(2);
  const old = await server.read("tea", { chatId: server.chatId, after: 2 });
  log.add(server.chatId, server.write("3"));
  log.take(old, 2);
  expect([texts(log), log.last]).toEqual([["1", "2", "3"], 3]);
});
