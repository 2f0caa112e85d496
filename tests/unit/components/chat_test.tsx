/** The chat's parts: links, rows, the window of a long list, what is said, and the panel as markup. */
import { expect } from "expect";
import fc from "fast-check";
import { renderToString } from "preact-render-to-string";
import { ChatNews, gatherMs, quietMs } from "../../../components/chat/chat_news.ts";
import { MessageList } from "../../../components/chat/MessageList.tsx";
import { messageParts } from "../../../components/chat/message_parts.ts";
import { messageRows } from "../../../components/chat/message_rows.ts";
import {
  shownAtMost,
  windowAtEnd,
  windowEarlier,
  windowLater,
} from "../../../components/chat/message_window.ts";
import type { ChatItem, ChatModel } from "../../../lib/media/chat/chat_types.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { Chat } from "../../../lib/media/chat/chat.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import { FakeStoragePort } from "../../fakes/media/FakeStoragePort.ts";
import { FakePagePort } from "../../fakes/media/FakePagePort.ts";
import { chatWordsOf } from "../../fakes/components/late_words.ts";

function itemOf(patch: Partial<ChatItem> = {}): ChatItem {
  return {
    id: `${patch.seq ?? 1}`,
    seq: 1,
    source: "space",
    seatId: "seat_lee",
    name: "Lee",
    kind: "guest",
    role: "speaker",
    isOwn: false,
    at: Date.UTC(2026, 10, 30, 9),
    text: "Hello",
    deletedBy: null,
    state: "sent",
    error: null,
    ...patch,
  };
}

function chatOf(): ChatModel {
  const { call, space, voice: { page } } = createMediaModels(visitOf(), new FakeMediaPorts());
  const { connectionState, key } = call;
  const clock = { now: () => 0, randomId: () => "client-id" };
  const own = { storage: new FakeStoragePort(), listeners: new Set<never>() };
  return new Chat({ ...space, ...own, key, page, connectionState, ...clock });
}

function markup(patch: Partial<ChatItem>): string {
  return renderToString(<MessageList items={[itemOf(patch)]} before={null} chat={chatOf()} />);
}

Deno.test("a list of messages makes its formats of time once, not for each message", () => {
  const Format = Intl.DateTimeFormat;
  let made = 0;
  Intl.DateTimeFormat = class extends Format {
    constructor(...given: ConstructorParameters<typeof Format>) {
      super(...given);
      made++;
    }
  } as typeof Format;
  try {
    const items = Array.from({ length: 60 }, (_, at) => itemOf({ seq: at + 1, name: `${at}` }));
    const chat = chatOf();
    renderToString(<MessageList items={items} before={null} chat={chat} />);
    expect(made).toBeLessThanOrEqual(3);
  } finally {
    Intl.DateTimeFormat = Format;
  }
});

const links = (text: string) =>
  messageParts(text).flatMap((part) => typeof part === "string" ? [] : [part.href]);

Deno.test("messageParts() finds addresses and leaves the text as it was", () => {
  expect(messageParts("See https://madang.example/space/tea, or madang.example.")).toEqual([
    "See ",
    { href: "https://madang.example/space/tea", text: "https://madang.example/space/tea" },
    ", or madang.example.",
  ]);
  expect(links("write to kim@tea.example or go to www.tea.com/a?b=c#d")).toEqual([
    "mailto:kim@tea.example",
    "https://www.tea.com/a?b=c#d",
  ]);
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const parts = messageParts(text);
    expect(parts.map((part) => typeof part === "string" ? part : part.text).join("")).toBe(text);
  }));
});

Deno.test("messageParts() leaves Korean particles to the sentence, and Korean names to the address", () => {
  expect(links("https://madang.kr에서 만나요, https://tea.com/a.html을 보세요")).toEqual([
    "https://madang.kr/",
    "https://tea.com/a.html",
  ]);
  expect(links("https://ko.wikipedia.org/wiki/마당")).toEqual([
    "https://ko.wikipedia.org/wiki/%EB%A7%88%EB%8B%B9",
  ]);
});

Deno.test("messageParts() makes a link of nothing but http, https and mail, and of no disguised host [S146]", () => {
  for (
    const text of [
      "javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "ftp://files.example/a",
      "file:///etc/passwd",
      "//evil.example/a",
      "README.md",
    ]
  ) {
    const hrefs = links(text).filter((href) => !href.startsWith("mailto:"));
    expect([text, hrefs]).toEqual([text, []]);
  }
  for (
    const text of [
      "https://bank.com@evil.com/",
      "https://user:secret@evil.com/",
      "bank.com@evil.com",
    ]
  ) {
    const hosts = links(text).filter((href) => !href.startsWith("mailto:"))
      .map((href) => new URL(href).host);
    expect([text, hosts.includes("evil.com")]).toEqual([text, false]);
  }
  const html = markup({ text: '<img src=x onerror=alert(1)> https://a.com/"><b>' });
  expect(html).not.toMatch(/<(img|b)\b/);
  expect(html).toContain('rel="noopener noreferrer"');
});

Deno.test("messageRows() puts several messages of one person under one name, and a day between days", () => {
  const minute = 60_000;
  const start = Date.UTC(2026, 10, 30, 9);
  const rows = messageRows(
    [
      itemOf({ seq: 1, at: start }),
      itemOf({ seq: 2, at: start + minute }),
      itemOf({ seq: 3, at: start + 2 * minute, seatId: "seat_kim", name: "Kim" }),
      itemOf({ seq: 4, at: start + 20 * minute, seatId: "seat_kim", name: "Kim" }),
      itemOf({ seq: 5, at: start + 24 * 60 * minute, seatId: "seat_kim", name: "Kim" }),
    ],
    null,
    (at) => new Date(at).toISOString().slice(0, 10),
  );
  expect(rows.map(({ isNewDay, hasHead }) => [isNewDay, hasHead])).toEqual([
    [true, true],
    [false, false],
    [false, true],
    [false, true],
    [true, true],
  ]);
  const [next] = messageRows([itemOf({ seq: 2, at: start })], itemOf({ at: start }), String);
  expect(next.hasHead).toBe(false);
});

Deno.test("a window of messages stays small, within the list, and overlaps where it moves", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 10_000 }),
    fc.array(fc.boolean(), { maxLength: 300 }),
    (count, moves) => {
      let shown = windowAtEnd(count);
      for (const isEarlier of moves) {
        const before = shown;
        shown = isEarlier ? windowEarlier(shown) : windowLater(shown, count);
        expect(shown.from).toBeGreaterThanOrEqual(0);
        expect(shown.to).toBeLessThanOrEqual(count);
        expect(shown.to - shown.from).toBeLessThanOrEqual(shownAtMost);
        expect(Math.min(before.to, shown.to)).toBeGreaterThan(Math.max(before.from, shown.from));
      }
    },
  ));
  let shown = windowAtEnd(1_000);
  for (let move = 0; move < 100; move++) shown = windowEarlier(shown);
  expect(shown.from).toBe(0);
  for (let move = 0; move < 100; move++) shown = windowLater(shown, 1_000);
  expect(shown.to).toBe(1_000);
});

Deno.test("ChatNews says one message, counts several, and nothing of what was there before", () => {
  const page = new FakePagePort();
  const said: string[] = [];
  const news = new ChatNews({
    words: chatWordsOf("en"),
    say: (sentence) => said.push(sentence),
    after: (ms, run) => page.after(ms, run),
  });
  const old = [itemOf({ seq: 1 }), itemOf({ seq: 2 })];
  news.look([], false);
  news.look(old, true);
  page.advance(quietMs);
  expect(said).toEqual([]);
  const one = [...old, itemOf({ seq: 3, text: "Tea?" })];
  news.look(one, true);
  page.advance(gatherMs);
  expect(said).toEqual(["Lee: Tea?"]);
  const more = [4, 5, 6].map((seq) => itemOf({ seq }));
  news.look([...one, ...more], true);
  news.look([...one, ...more, itemOf({ seq: 7, isOwn: true })], true);
  page.advance(gatherMs);
  expect(said).toHaveLength(1);
  page.advance(quietMs);
  expect(said[1]).toBe("3 new messages");
  news.look([...one, ...more, itemOf({ id: "agent 1", seq: null, source: "stream" })], true);
  news.look([...one, ...more, itemOf({ id: "agent 1", seq: null, source: "stream" })], true);
  page.advance(quietMs + gatherMs);
  expect(said.slice(2)).toEqual(["Lee: Hello"]);
  news.stop();
  expect(page.pendingMs).toEqual([]);
});

Deno.test("a message shows who, when, what, and how it fares", () => {
  expect(markup({ role: "owner" })).toContain("owner");
  expect(markup({ name: "" })).toContain("Deleted account");
  expect(markup({ text: null, deletedBy: "moderator" })).toContain("deleted by a moderator");
  const error = { type: "chat-off", message: "", remedy: "none" as const };
  const failed = markup({ isOwn: true, state: "failed", error });
  for (const words of ["Not sent. Chat is off for your role.", "Send again", "Discard"]) {
    expect(failed).toContain(words);
  }
  expect(markup({ text: "x\n".repeat(50) })).toContain("Show all");
  expect(markup({ source: "stream", seq: null })).toContain("not kept");
});
