import { expect } from "expect";
import { CallFailure } from "../../../lib/media/call_failure.ts";
import { PresenceWatch } from "../../../lib/media/presence_watch.ts";
import { FakeMediaPorts, turn } from "../../fakes/media/fake_media_ports.ts";

function setUp() {
  const ports = new FakeMediaPorts();
  const watch = new PresenceWatch(ports, "tea", { roomName: "space-tea", count: 1 });
  return { ...ports, api: ports.api, page: ports.page, watch };
}

Deno.test("PresenceWatch begins with what the server rendered and asks every 5 s", async () => {
  const { api, page, watch } = setUp();
  const stop = watch.start();
  expect(watch.presence.value.count).toBe(1);
  expect(api.calls).toEqual([]);
  for (const count of [2, 3]) {
    api.presenceNow = { roomName: "space-tea", count };
    page.advance(5000);
    await turn();
    expect(watch.presence.value.count).toBe(count);
  }
  stop();
  page.advance(60_000);
  await turn();
  expect(api.calls).toEqual(["presence tea", "presence tea"]);
  expect(page.pendingMs).toEqual([]);
});

Deno.test("PresenceWatch rests while nobody sees the page, and looks at once when somebody does", async () => {
  const { api, page, watch } = setUp();
  watch.start();
  page.isSeen = false;
  page.advance(60_000);
  await turn();
  expect(api.calls).toEqual([]);
  page.isSeen = true;
  page.happen("visible");
  await turn();
  expect(api.calls).toEqual(["presence tea"]);
  expect(page.pendingMs).toEqual([5000]);
});

Deno.test("PresenceWatch keeps the last answer when the server is away, and goes on asking", async () => {
  const { api, page, watch } = setUp();
  watch.start();
  api.failures.presence.push(new CallFailure("offline", "no network"));
  page.advance(5000);
  await turn();
  expect(watch.presence.value.count).toBe(1);
  api.presenceNow = { roomName: "space-tea", count: 4 };
  page.advance(5000);
  await turn();
  expect(watch.presence.value.count).toBe(4);
});

Deno.test("PresenceWatch asks once at a time, and takes no answer after it stopped", async () => {
  const { api, page, watch } = setUp();
  const stop = watch.start();
  const held = Promise.withResolvers<void>();
  api.hold = held.promise;
  api.presenceNow = { roomName: "space-tea", count: 9 };
  page.advance(5000);
  await turn();
  page.happen("visible");
  page.happen("visible");
  await turn();
  expect(api.calls.length).toBe(1);
  stop();
  held.resolve();
  await turn();
  expect(watch.presence.value.count).toBe(1);
});
