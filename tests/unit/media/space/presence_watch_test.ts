import { signal } from "@preact/signals";
import { expect } from "expect";
import type { Presence } from "../../../../lib/contract/presence.ts";
import type { FollowingState } from "../../../../lib/api/ApiClient.ts";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import { PresenceWatch } from "../../../../lib/media/space/presence_watch.ts";
import { FakeMediaPorts, turn } from "../../../fakes/media/fake_media_ports.ts";

function setUp() {
  const ports = new FakeMediaPorts();
  const { api, page } = ports;
  const shown = signal<Presence>({ roomName: "space-tea", count: 1 });
  const watch = new PresenceWatch(ports, "tea", shown);
  const presenceOf = (count: number) => ({ roomName: "space-tea", count });
  return {
    api,
    page,
    shown,
    watch,
    /** Started, and past the pause that the first paint gets. */
    async begin() {
      const stop = watch.start();
      page.advance(300);
      await turn();
      return stop;
    },
    serverHas(count: number) {
      api.presenceNow = presenceOf(count);
    },
    serverTells(count: number) {
      api.followers.forEach((follower) => {
        follower.onState("live");
        follower.onPresence(presenceOf(count));
      });
    },
    streamBecomes(state: FollowingState) {
      api.followers.forEach((follower) => follower.onState(state));
    },
    async wait(ms: number) {
      page.advance(ms);
      await turn();
    },
    looks: () => api.calls.filter((call) => call === "presence tea").length,
    follows: () => api.calls.filter((call) => call === "followPresence tea").length,
  };
}

Deno.test("PresenceWatch begins with what the server rendered, and asks for nothing before the first paint", async () => {
  const { api, watch, shown, wait } = setUp();
  watch.start();
  await wait(299);
  expect(shown.value.count).toBe(1);
  expect(api.calls).toEqual([]);
});

Deno.test("PresenceWatch takes each streamed change, and does not poll", async () => {
  const { shown, begin, serverTells, wait, looks, follows } = setUp();
  await begin();
  for (const count of [2, 3]) {
    serverTells(count);
    expect(shown.value.count).toBe(count);
    await wait(60_000);
  }
  expect(follows()).toBe(1);
  expect(looks()).toBe(0);
});

Deno.test("PresenceWatch polls every 5 s without a stream", async () => {
  const { shown, begin, serverHas, wait, looks } = setUp();
  await begin();
  for (const count of [2, 3]) {
    serverHas(count);
    await wait(5000);
    expect(shown.value.count).toBe(count);
  }
  expect(looks()).toBe(2);
});

Deno.test("PresenceWatch polls while the stream is broken, and stops when it is back, also without an event", async () => {
  const { shown, begin, serverTells, serverHas, streamBecomes, wait, looks, follows } = setUp();
  await begin();
  serverTells(2);
  streamBecomes("broken");
  serverHas(3);
  await wait(5000);
  expect(shown.value.count).toBe(3);
  // Each failed try of the browser's is one more error.
  streamBecomes("broken");
  await wait(5000);
  expect(looks()).toBe(2);
  streamBecomes("live");
  await wait(60_000);
  expect(looks()).toBe(2);
  expect(follows()).toBe(1);
});

Deno.test("PresenceWatch opens another stream a minute after a refusal, and polls meanwhile", async () => {
  const { api, shown, begin, serverTells, streamBecomes, wait, looks, follows } = setUp();
  await begin();
  streamBecomes("over");
  for (let i = 0; i < 11; i++) await wait(5000);
  expect([looks(), follows()]).toEqual([11, 1]);
  await wait(5000);
  expect(follows()).toBe(2);
  expect(api.followers.size).toBe(1);
  serverTells(7);
  expect(shown.value.count).toBe(7);
});

Deno.test("PresenceWatch drops a poll that began before the stream's event", async () => {
  const { api, shown, begin, serverHas, serverTells, wait } = setUp();
  await begin();
  const held = Promise.withResolvers<void>();
  api.hold = held.promise;
  serverHas(9);
  await wait(5000);
  serverTells(2);
  held.resolve();
  await turn();
  expect(shown.value.count).toBe(2);
});

Deno.test("PresenceWatch stops while the page is hidden, and starts again when it is visible", async () => {
  const { api, page, shown, begin, serverTells, wait, looks, follows } = setUp();
  await begin();
  serverTells(2);
  page.isSeen = false;
  page.happen("hidden");
  expect(api.followers.size).toBe(0);
  await wait(60_000);
  expect([looks(), follows()]).toEqual([0, 1]);
  page.isSeen = true;
  page.happen("visible");
  await turn();
  serverTells(3);
  expect(shown.value.count).toBe(3);
  expect(follows()).toBe(2);
});

Deno.test("PresenceWatch does nothing on a page that opens in the background", async () => {
  const { api, page, watch, wait } = setUp();
  page.isSeen = false;
  watch.start();
  await wait(60_000);
  expect(api.calls).toEqual([]);
});

for (const [leaves, returns] of [["leave", "restore"], [null, "online"]] as const) {
  Deno.test(`PresenceWatch follows once, and anew, after "${returns}"`, async () => {
    const { api, page, begin, follows } = setUp();
    await begin();
    if (leaves) {
      page.happen(leaves);
      expect(api.followers.size).toBe(0);
    }
    page.happen(returns);
    await turn();
    expect(api.followers.size).toBe(1);
    expect(follows()).toBe(2);
  });
}

Deno.test("PresenceWatch keeps the last answer when the server is away, and goes on asking", async () => {
  const { api, shown, begin, serverHas, wait } = setUp();
  await begin();
  api.failures.presence.push(new AppFailure("offline", "no network"));
  await wait(5000);
  expect(shown.value.count).toBe(1);
  serverHas(4);
  await wait(5000);
  expect(shown.value.count).toBe(4);
});

Deno.test("PresenceWatch leaves nothing behind when it stops, and can start again", async () => {
  const { api, page, shown, begin, serverTells } = setUp();
  const stop = await begin();
  const [old] = api.followers;
  stop();
  old.onPresence({ roomName: "space-tea", count: 9 });
  expect(shown.value.count).toBe(1);
  expect(api.followers.size).toBe(0);
  expect(page.pendingMs).toEqual([]);
  expect(page.listening).toBe(0);
  await begin();
  serverTells(5);
  expect(shown.value.count).toBe(5);
});
