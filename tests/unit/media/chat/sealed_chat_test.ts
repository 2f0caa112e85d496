/** The chat of an encrypted space, as a page shows and sends it. */
import { signal } from "@preact/signals";
import { expect } from "expect";
import type { ChatEntry } from "../../../../lib/contract/chat.ts";
import { parseSealed } from "../../../../lib/contract/encryption.ts";
import { deriveSpaceKey, newSecret, type SpaceKey } from "../../../../lib/contract/space_key.ts";
import { Chat } from "../../../../lib/media/chat/chat.ts";
import { seal } from "../../../../lib/media/encryption/envelope.ts";
import type { ConnectionState } from "../../../../lib/media/ports/call_types.ts";
import type { TextReport } from "../../../../lib/media/ports/room_port.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";
import { FakeMediaPorts, turn } from "../../../fakes/media/fake_media_ports.ts";
import { seatIdOf } from "../../../fakes/media/FakeRoomPort.ts";

async function newKey(): Promise<SpaceKey> {
  const key = await deriveSpaceKey(newSecret());
  if (key === null) throw new Error("no key");
  return key;
}

async function setUp() {
  const ports = new FakeMediaPorts();
  const { page, api: { chat: server } } = ports;
  const key = await newKey();
  const me = fakePerson("Me", { seatId: seatIdOf(1), isLocal: true });
  const people = signal([me, fakePerson("Lee", { seatId: seatIdOf(2) })]);
  const connectionState = signal<ConnectionState>("idle");
  const listeners = new Set<(report: TextReport) => void>();
  let ids = 0;
  const chat = new Chat({
    slug: "tea",
    page,
    storage: new FakeStoragePort(),
    people,
    connectionState,
    loadApi: () => ports.loadApi(),
    key: signal(key),
    listeners,
    now: () => page.nowMs,
    randomId: () => `client-${++ids}`,
  });
  chat.start();
  /** Lee writes, by a key. */
  const write = async (text: string, by = key, seatId = seatIdOf(2)) => {
    const clientId = `id-of-${server.entries.length + 1}`;
    return server.write(await seal(by, { slug: "tea", clientId, seatId }, text));
  };
  const deliver = (entry: ChatEntry) => {
    const notice = { type: "entry", chatId: server.chatId, entry } as const;
    listeners.forEach((listener) => listener({ type: "chat", notice }));
  };
  /** WebCrypto answers on another thread. */
  const shows = async (count: number) => {
    while (chat.messages.value.length < count) await turn();
    return chat.messages.value.map(({ text, fault }) => fault ?? text);
  };
  const connect = () => connectionState.value = "connected";
  return { chat, server, key, write, deliver, shows, connect };
}

Deno.test("Chat opens what was written before one came, and what is delivered", async () => {
  const { server, write, deliver, shows, connect } = await setUp();
  await write("Before");
  connect();
  expect(await shows(1)).toEqual(["Before"]);
  deliver(await write("안녕"));
  expect(await shows(2)).toEqual(["Before", "안녕"]);
  expect(JSON.stringify(server.entries)).not.toMatch(/Before|안녕/);
});

Deno.test("Chat sends what one writes sealed, and shows it once", async () => {
  const { chat, server, key, shows, connect } = await setUp();
  connect();
  expect(chat.send("My secret")).toBe(true);
  while (server.entries.length === 0) await turn();
  expect(server.calls.join()).not.toContain("secret");
  const [entry] = server.entries;
  expect(parseSealed(entry.type === "message" ? entry.text ?? "" : "")?.keyCheck).toBe(key.check);
  expect(await shows(1)).toEqual(["My secret"]);
  // 4,000 characters, and too much where each takes three bytes.
  expect(chat.send("차".repeat(3_900))).toBe(false);
});

Deno.test("Chat shows no text that is in plain, under another key, or moved to another author [S354]", async () => {
  const { server, write, shows, connect } = await setUp();
  server.write("Believe me, I am Lee");
  await write("By another key", await newKey());
  await write("Moved from seat 3", undefined, seatIdOf(3));
  connect();
  expect(await shows(3)).toEqual(["not-encrypted", "unreadable", "unreadable"]);
});
