/** How a call rejoins: by itself after a lost connection, by a click after an eviction; one stage, so one file. */
import { expect } from "expect";
import type { DepartureReason } from "../../../../lib/contract/departure.ts";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import { newcomerHoldMs } from "../../../../lib/media/call/participants.ts";
import type { DisconnectCause } from "../../../../lib/media/ports/room_port.ts";
import { disconnect, join } from "../../../fakes/media/call_models.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { participantOf, seatIdOf } from "../../../fakes/media/FakeRoomPort.ts";

Deno.test("Call shows the SDK's own reconnecting", async () => {
  const { call, rooms } = await join();
  rooms.last.report({ type: "connection", state: "reconnecting" });
  expect(call.connectionState.value).toBe("reconnecting");
  rooms.last.report({ type: "connection", state: "connected" });
  expect(call.connectionState.value).toBe("connected");
});

Deno.test("Call learns why it was evicted, captures nothing and never rejoins by itself", async () => {
  const evictions: [DisconnectCause, DepartureReason, DepartureReason][] = [
    ["duplicate-identity", "taken-over", "taken-over"],
    ["participant-removed", "removed", "removed"],
    ["participant-removed", "banned", "banned"],
    ["room-deleted", "unknown", "closed"],
    ["participant-removed", "unknown", "unknown"],
  ];
  for (const [cause, told, shown] of evictions) {
    const stage = await join();
    const { call, media, api, rooms, page, devices } = stage;
    await media.toggleCamera();
    api.departure = told;
    await disconnect(stage, cause);
    expect(api.calls).toEqual(["askDeparture token-1"]);
    expect(call.connectionState.value).toBe("ended");
    expect(call.departure.value).toBe(shown);
    expect(devices.live).toEqual([]);
    page.happen("online");
    page.happen("visible");
    page.advance(3_600_000);
    await turn();
    expect(rooms.rooms.length).toBe(1);
  }
});

Deno.test("Call stops the camera at once when it is evicted, before it learns why", async () => {
  const stage = await join();
  await stage.media.toggleCamera();
  stage.api.hold = new Promise(() => {});
  await disconnect(stage, "participant-removed");
  expect(stage.devices.live).toEqual([]);
  stage.page.advance(2000);
  await turn();
  expect(stage.call.connectionState.value).toBe("ended");
  expect(stage.call.departure.value).toBe("unknown");
});

Deno.test("Call.comeBack() gets a new token, with the same name and the same switches", async () => {
  const stage = await join();
  const { call, media, api, rooms } = stage;
  await media.toggleMicrophone();
  api.departure = "taken-over";
  await disconnect(stage, "participant-removed");
  api.calls.length = 0;
  await call.comeBack();
  await turn();
  expect(api.calls).toEqual(["requestToken Kim"]);
  expect(rooms.last.token).toBe("token-2");
  expect(call.departure.value).toBeNull();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(media.mediaState.isCameraEnabled.value).toBe(false);
});

Deno.test("Call.comeBack() keeps the departure until it is inside, or stopped", async () => {
  const stage = await join();
  const { call, api } = stage;
  api.departure = "removed";
  await disconnect(stage, "participant-removed");
  const coming = call.comeBack();
  expect([call.connectionState.value, call.departure.value]).toEqual(["connecting", "removed"]);
  await coming;
  expect([call.connectionState.value, call.departure.value]).toEqual(["connected", null]);

  await disconnect(stage, "participant-removed");
  const stopped = call.comeBack();
  await call.leave();
  await stopped;
  expect([call.connectionState.value, call.departure.value]).toEqual(["idle", null]);
});

Deno.test("Call.comeBack() that fails stays where it was, and says why", async () => {
  const stage = await join();
  stage.api.departure = "removed";
  await disconnect(stage, "participant-removed");
  stage.api.failures.requestToken.push(new AppFailure("banned", "Banned"));
  await stage.call.comeBack();
  expect(stage.call.connectionState.value).toBe("ended");
  expect(stage.call.departure.value).toBe("removed");
  expect(stage.call.error.value).toMatchObject({ type: "banned", remedy: "none" });
});

Deno.test("Call rejoins by itself when the SDK gave up: new token, new room, same tracks", async () => {
  const stage = await join();
  const { call, media, api, rooms, devices } = stage;
  await media.toggleMicrophone();
  await media.toggleScreenShare();
  rooms.isHeld = true;
  await disconnect(stage, "other");
  expect(call.connectionState.value).toBe("reconnecting");
  expect(api.calls).toEqual(["askDeparture token-1", "requestToken Kim"]);
  rooms.last.connecting.resolve();
  await turn();
  expect(call.connectionState.value).toBe("connected");
  expect(rooms.rooms.length).toBe(2);
  expect(devices.requests.length).toBe(2);
  expect(rooms.last.published.get("microphone")).toBe(devices.streams[0].tracks[0]);
  expect(rooms.last.published.get("screen")).toBe(devices.streams[1].tracks[0]);
});

Deno.test("Call rejoins by itself where the SDK hangs: neither connected nor given up for over a minute", async () => {
  const stage = await join();
  const { call, page, rooms } = stage;
  rooms.last.report({ type: "connection", state: "reconnecting" });
  page.advance(60_000);
  rooms.last.report({ type: "connection", state: "connected" });
  rooms.last.report({ type: "connection", state: "reconnecting" });
  page.advance(60_000);
  rooms.last.report({ type: "connection", state: "reconnecting" });
  await turn();
  expect(rooms.rooms.length).toBe(1);
  page.advance(10_000);
  await turn();
  expect(rooms.rooms.length).toBe(2);
  expect(rooms.rooms[0].calls.at(-1)).toBe("disconnect");
  expect(call.connectionState.value).toBe("connected");
  page.advance(120_000);
  await turn();
  expect(rooms.rooms.length).toBe(2);
});

Deno.test("Call rejoins muted as it was", async () => {
  const stage = await join();
  const { media, rooms } = stage;
  await media.toggleMicrophone();
  await media.toggleMicrophone();
  await disconnect(stage, "other");
  await turn();
  expect(rooms.rooms.length).toBe(2);
  expect(rooms.last.calls).toEqual(["connect"]);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
});

Deno.test("Call does not take the seat back from the browser that took it over", async () => {
  const stage = await join();
  stage.api.departure = "taken-over";
  await disconnect(stage, "other");
  expect(stage.call.connectionState.value).toBe("ended");
  expect(stage.call.departure.value).toBe("taken-over");
  expect(stage.rooms.rooms.length).toBe(1);
});

Deno.test("Call requests no token while it cannot know whether its seat was taken over", async () => {
  const stage = await join();
  const { api, page } = stage;
  const silence = Promise.withResolvers<void>();
  api.hold = silence.promise;
  await disconnect(stage, "other");
  page.advance(2000);
  await turn();
  expect(stage.call.error.value?.type).toBe("offline");
  api.hold = null;
  api.failures.askDeparture.push(new AppFailure("offline", "no network"));
  page.advance(750);
  await turn();
  expect(api.calls).toEqual(Array(2).fill("askDeparture token-1"));
  api.departure = "taken-over";
  page.happen("online");
  await turn();
  expect(stage.call.departure.value).toBe("taken-over");
  expect(api.calls).toEqual(Array(3).fill("askDeparture token-1"));
});

Deno.test("Call tries again after longer and longer pauses, and at once when the network is back", async () => {
  const stage = await join();
  const { call, api, page, rooms } = stage;
  const offline = () => new AppFailure("offline", "no network");
  api.failures.requestToken.push(offline(), offline(), offline());
  await disconnect(stage, "other");
  expect(call.connectionState.value).toBe("reconnecting");
  expect(call.error.value?.type).toBe("offline");
  expect(page.pendingMs).toEqual([750]);
  page.advance(750);
  await turn();
  expect(page.pendingMs).toEqual([1500]);
  page.happen("online");
  await turn();
  expect(page.pendingMs).toEqual([3000]);
  page.happen("visible");
  await turn();
  expect(call.connectionState.value).toBe("connected");
  expect(call.error.value).toBeNull();
  expect(rooms.rooms.length).toBe(2);
});

Deno.test("Call waits as long as the server says", async () => {
  const stage = await join();
  const tooFast = new AppFailure("rate-limited", "slow down", { retryAfterSeconds: 20 });
  stage.api.failures.requestToken.push(tooFast);
  await disconnect(stage, "other");
  expect(stage.page.pendingMs).toEqual([20_000]);
});

Deno.test("Call stops trying where the server decided against it", async () => {
  const stage = await join();
  stage.api.failures.requestToken.push(new AppFailure("space-locked", "locked"));
  await disconnect(stage, "other");
  expect(stage.call.connectionState.value).toBe("ended");
  expect(stage.call.departure.value).toBe("gave-up");
  expect(stage.call.error.value?.type).toBe("space-locked");
});

Deno.test("Call gives up after about a quarter of an hour, and stops every device", async () => {
  const stage = await join();
  const { call, media, api, page, devices } = stage;
  await media.toggleCamera();
  for (let i = 0; i < 100; i++) {
    api.failures.requestToken.push(new AppFailure("offline", "no network"));
  }
  await disconnect(stage, "other");
  const beganMs = page.nowMs;
  while (call.connectionState.value === "reconnecting") {
    const [ms] = page.pendingMs;
    page.advance(ms);
    await turn();
  }
  expect(call.departure.value).toBe("gave-up");
  expect((page.nowMs - beganMs) / 60_000).toBeGreaterThan(10);
  expect((page.nowMs - beganMs) / 60_000).toBeLessThan(30);
  expect(devices.live).toEqual([]);
  expect(media.participantTracks.value).toEqual([]);
});

Deno.test("Call.leave() while it reconnects ends the attempts", async () => {
  const stage = await join();
  stage.api.failures.requestToken.push(new AppFailure("offline", "no network"));
  await disconnect(stage, "other");
  stage.call.leave();
  stage.page.advance(60_000);
  await turn();
  expect(stage.call.departure.value).toBe("left");
  expect(stage.rooms.rooms.length).toBe(1);
});

Deno.test("Call keeps the tiles while it reconnects", async () => {
  const stage = await join();
  const { media, rooms, page } = stage;
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  page.advance(newcomerHoldMs);
  const before = media.participantTracks.value;
  rooms.isHeld = true;
  await disconnect(stage, "other");
  // A room tells who is inside before it says that it is connected.
  rooms.last.report({ type: "participant", participant: participantOf(1, 2, { isLocal: true }) });
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  rooms.last.connecting.resolve();
  await turn();
  expect(media.participantTracks.value).toBe(before);
  expect(before.map((seat) => seat.isReconnecting.value)).toEqual([false, false]);
});

Deno.test("Call keeps the tiles while attempts fail, and then drops participants that are gone", async () => {
  const stage = await join();
  const { media, rooms, page } = stage;
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  page.advance(newcomerHoldMs);
  rooms.isHeld = true;
  await disconnect(stage, "other");
  page.advance(60_000);
  rooms.last.fail(new AppFailure("livekit-unreachable", "no answer"));
  await turn();
  expect(media.participantTracks.value.length).toBe(2);
  page.advance(750);
  await turn();
  rooms.last.report({ type: "participant", participant: participantOf(1, 3, { isLocal: true }) });
  rooms.last.connecting.resolve();
  await turn();
  page.advance(3000);
  expect(media.participantTracks.value.map((seat) => seat.seatId)).toEqual([seatIdOf(1)]);
});

Deno.test("Call leaves at once when the page is left, and is back when the page is", async () => {
  const stage = await join();
  const { call, media, rooms, page } = stage;
  await media.toggleMicrophone();
  page.happen("leave");
  expect(rooms.rooms[0].isConnected).toBe(false);
  page.happen("restore");
  await turn();
  expect(call.connectionState.value).toBe("connected");
  expect(rooms.rooms.length).toBe(2);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
});

Deno.test("Call rejoins whatever the browser says of the network: navigator.onLine is not read", async () => {
  const asking: string[] = [];
  for (const folder of ["lib", "components", "islands"]) {
    const root = new URL(`../../../../${folder}/`, import.meta.url);
    for (const path of await filesUnder(root)) {
      if (/\bonLine\b/.test(await Deno.readTextFile(path))) asking.push(path.pathname);
    }
  }
  expect(asking).toEqual([]);
});

async function filesUnder(folder: URL): Promise<URL[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const files = await Promise.all(
    entries.map(({ name, isDirectory }) =>
      isDirectory ? filesUnder(new URL(`${name}/`, folder)) : [new URL(name, folder)]
    ),
  );
  return files.flat();
}
