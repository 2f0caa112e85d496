import { expect } from "expect";
import { type Presence, presenceSchema } from "../../../../lib/contract/presence.ts";
import type { KvPort } from "../../../../lib/server/storage/kv_port.ts";
import {
  presenceStream,
  wantsEvents,
} from "../../../../lib/server/http/endpoints/presence_stream.ts";
import { PresenceFeed } from "../../../../lib/server/presence/presence_feed.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { connectionOf, eventOf, openTestServices, portOf } from "../../../fakes/test_services.ts";

Deno.test("PresenceFeed has one watch for a space however many listen, and none without a listener", async () => {
  await using server = await openTestServices();
  let watches = 0;
  const kv: KvPort = {
    ...portOf(server.kv),
    watch(keys, changed) {
      watches++;
      const stop = server.kv.watch(keys, changed);
      return () => {
        watches--;
        stop();
      };
    },
  };
  const feed = new PresenceFeed(kv);
  const listener = { onReading: () => {}, onClose: () => {} };
  const stops = ["tea", "tea", "pub"].map((slug) => feed.listen(slug, { ...listener }));
  expect([watches, feed.listeners]).toEqual([2, 3]);
  for (const stop of stops) stop();
  expect([watches, feed.listeners]).toEqual([0, 0]);
  feed.listen("tea", listener);
  feed.close();
  expect(watches).toBe(0);
});

Deno.test("presenceStream() sends presence, then each change; names only to those who may see them", async () => {
  await using server = await openTestServices();
  const feed = new PresenceFeed(server.kv);
  const open = (seesNames: boolean) => openStream(feed, () => seesNames);
  await using named = await open(true);
  await using counted = await open(false);
  expect((await named.next()).presence).toEqual({ roomName: "space-tea", count: 0, people: [] });
  expect((await counted.next()).presence).toEqual({ roomName: "space-tea", count: 0 });
  const connection = connectionOf(await server.seat(), 1);
  await applyWebhookEvent(server.services, eventOf("participant_joined", connection));
  expect((await named.next()).presence.people?.map(({ participantName }) => participantName))
    .toEqual(["Kim"]);
  expect((await counted.next()).presence).toEqual({ roomName: "space-tea", count: 1 });
  feed.close();
  expect([await named.ended(), await counted.ended()]).toEqual([true, true]);
});

Deno.test("presenceStream() sends a returning reader only what is new", async () => {
  await using server = await openTestServices();
  const feed = new PresenceFeed(server.kv);
  const connection = connectionOf(await server.seat(), 1);
  await applyWebhookEvent(server.services, eventOf("participant_joined", connection));
  let lastId: string;
  {
    await using first = await openStream(feed, () => true);
    lastId = (await first.next()).id;
  }
  expect(feed.listeners).toBe(0);
  await using again = await openStream(feed, () => true, lastId);
  await applyWebhookEvent(server.services, eventOf("participant_left", connection));
  expect((await again.next()).presence.count).toBe(0);
  // The same version without names is something else.
  await using other = await openStream(feed, () => false, lastId);
  expect((await other.next()).presence).toEqual({ roomName: "space-tea", count: 0 });
  feed.close();
});

Deno.test("presenceStream() sends a join between the reading of the version and that of the list", async () => {
  await using server = await openTestServices();
  let meanwhile: () => Promise<unknown> = () => Promise.resolve();
  let hint = () => {};
  const kv: KvPort = {
    ...portOf(server.kv),
    list: async (prefix, limit) => {
      await meanwhile();
      return await server.kv.list(prefix, limit);
    },
    watch: (_keys, changed) => {
      hint = changed;
      return () => {};
    },
  };
  const feed = new PresenceFeed(kv);
  await using open = await openStream(feed, () => true);
  const empty = await open.next();
  expect(empty.presence.count).toBe(0);
  const hasJoined = Promise.withResolvers<void>();
  feed.listen("tea", {
    onReading: ({ presence }) => presence.count === 1 && hasJoined.resolve(),
    onClose: () => {},
  });
  const joined = eventOf("participant_joined", connectionOf(await server.seat(), 1));
  meanwhile = () => applyWebhookEvent(server.services, joined);
  hint();
  await hasJoined.promise;
  // From another replica, with the id of the empty presence.
  await using resumed = await openStream(feed, () => true, empty.id);
  hint();
  expect((await open.next()).presence.count).toBe(1);
  expect((await resumed.next()).presence.count).toBe(1);
  feed.close();
});

Deno.test("presenceStream() stops sending names when the session ends", async () => {
  await using server = await openTestServices();
  const feed = new PresenceFeed(server.kv);
  let isOver = false;
  await using stream = await openStream(feed, () => !isOver, null, 5);
  expect((await stream.next()).presence.people).toEqual([]);
  isOver = true;
  expect((await stream.next()).presence).toEqual({ roomName: "space-tea", count: 0 });
  feed.close();
});

Deno.test("wantsEvents() is true for an EventSource alone", () => {
  const asks = (accept: string, method = "GET") =>
    wantsEvents(new Request("http://localhost/", { method, headers: { accept } }));
  expect(asks("text/event-stream")).toBe(true);
  expect(asks("application/json, text/event-stream")).toBe(true);
  expect([asks("*/*"), asks("text/event-stream", "HEAD"), asks("text/event-streams")])
    .toEqual([false, false, false]);
});

/** A stream, read event by event; its heartbeats are left out. */
async function openStream(
  feed: PresenceFeed,
  seesNames: () => boolean,
  lastEventId: string | null = null,
  heartbeatMs?: number,
) {
  const resolvePermissions = () => Promise.resolve({ names: seesNames(), knocks: false });
  const options = { feed, slug: "tea", resolvePermissions, lastEventId, heartbeatMs };
  const { body } = await presenceStream(options);
  if (body === null) throw new Error("A stream without a body");
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async next(): Promise<{ id: string; presence: Presence }> {
      while (true) {
        const event = /id: (.+)\ndata: (.+)\n\n/.exec(text);
        if (event) {
          text = text.slice(event.index + event[0].length);
          return { id: event[1], presence: presenceSchema.parse(JSON.parse(event[2])) };
        }
        const { done, value } = await reader.read();
        if (done) throw new Error("The stream ended");
        text += value;
      }
    },
    async ended(): Promise<boolean> {
      while (!(await reader.read()).done);
      return true;
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel();
    },
  };
}
