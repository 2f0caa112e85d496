/** The life of one call, told in order from the first token to the last retry; long, because it is one model's whole life on one stage. */
import { expect } from "expect";
import type { DepartureReason } from "../../../lib/contract/departure.ts";
import { CallFailure } from "../../../lib/media/call_failure.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
// Loaded here, so that the call's own import of it is there within a turn.
import "../../../lib/media/connection.ts";
import { newcomerHoldMs } from "../../../lib/media/participants.ts";
import type { DisconnectCause } from "../../../lib/media/room_port.ts";
import { FakeMediaPorts, turn, visitOf } from "../../fakes/media/fake_media_ports.ts";
import { participantOf, seatIdOf } from "../../fakes/media/FakeRoomPort.ts";

function setUp(patch: Parameters<typeof visitOf>[0] = {}, ports = new FakeMediaPorts()) {
  const models = createMediaModels(visitOf(patch), ports);
  const stop = models.start();
  const { api, rooms, page, devices } = ports;
  return { ...models, ports, api, rooms, page, devices, stop };
}

/** Connected as Kim. */
async function join(patch: Parameters<typeof visitOf>[0] = {}) {
  const stage = setUp(patch);
  await stage.call.connect({ participantName: "Kim" });
  expect(stage.call.connectionState.value).toBe("connected");
  stage.rooms.last.report({
    type: "participant",
    participant: participantOf(1, 1, { isLocal: true }),
  });
  stage.api.calls.length = 0;
  return stage;
}

function disconnect(
  stage: Awaited<ReturnType<typeof join>>,
  cause: DisconnectCause,
): Promise<void> {
  stage.rooms.last.report({ type: "disconnected", cause });
  return turn();
}

const guest = { participantName: "Kim", kind: "guest", admitted: true } as const;

Deno.test("Call does nothing until it is asked to", async () => {
  const { call, api, rooms, devices, stop } = setUp();
  await turn();
  expect(call.connectionState.value).toBe("idle");
  expect(api.calls).toEqual([]);
  expect(rooms.rooms).toEqual([]);
  expect(devices.requests).toEqual([]);
  stop();
});

Deno.test("Call.prepare() warms the connection and asks for no token", async () => {
  const { call, api, rooms, stop } = setUp();
  call.prepare();
  await turn();
  expect(rooms.warmed).toEqual(["ws://livekit.test"]);
  expect(api.calls).toEqual([]);
  stop();
});

Deno.test("Call.connect() makes a newcomer a guest, gets a token and connects with it", async () => {
  const { call, api, rooms } = setUp();
  const connecting = call.connect({ participantName: "Kim" });
  expect(call.connectionState.value).toBe("connecting");
  await connecting;
  expect(api.calls).toEqual(["openGuestSession Kim", "requestToken Kim"]);
  expect(rooms.last.url).toBe("ws://livekit.test");
  expect(rooms.last.token).toBe("token-1");
  expect(call.participantId.value).toBe(`${seatIdOf(1)}.1`);
});

Deno.test("Call.connect() makes no guest session for who has one here, or an account", async () => {
  for (const visitor of [guest, { ...guest, kind: "user", admitted: false } as const]) {
    const { call, api } = setUp({ visitor });
    await call.connect({ participantName: "Kim" });
    expect(api.calls).toEqual(["requestToken Kim"]);
  }
});

Deno.test("Call.connect() makes a session anew, once, where the server no longer knows it", async () => {
  for (const code of ["session-invalid", "room-mismatch", "unauthenticated"]) {
    const { call, api } = setUp({ visitor: guest });
    api.failures.requestToken.push(new CallFailure(code, code));
    await call.connect({ participantName: "Kim" });
    expect(api.calls).toEqual(["requestToken Kim", "openGuestSession Kim", "requestToken Kim"]);
    expect(call.connectionState.value).toBe("connected");
  }
});

Deno.test("Call.connect() is at the door again, and says why, when it is refused", async () => {
  const { call, api } = setUp({ visitor: guest });
  api.failures.requestToken.push(new CallFailure("space-full", "Space is full"));
  await call.connect({ participantName: "Kim" });
  expect(call.connectionState.value).toBe("idle");
  expect(call.error.value).toMatchObject({ type: "space-full", remedy: "wait" });
  await call.connect({ participantName: "Kim" });
  expect(call.connectionState.value).toBe("connected");
  expect(call.error.value).toBeNull();
});

Deno.test("Call.connect() tells when LiveKit cannot be reached, and keeps the preview", async () => {
  const { call, media, rooms, devices } = setUp();
  await media.toggleCamera();
  rooms.isHeld = true;
  const connecting = call.connect({ participantName: "Kim" });
  await turn();
  rooms.last.fail(new CallFailure("livekit-unreachable", "no answer"));
  await connecting;
  expect(call.connectionState.value).toBe("idle");
  expect(call.error.value?.type).toBe("livekit-unreachable");
  expect(media.participantTracks.value).toEqual([]);
  expect(devices.live.length).toBe(1);
});

Deno.test("Call.connect() once more while connecting joins once", async () => {
  const { call, api, rooms } = setUp({ visitor: guest });
  await Promise.all([
    call.connect({ participantName: "Kim" }),
    call.connect({ participantName: "Kim" }),
  ]);
  expect(api.calls).toEqual(["requestToken Kim"]);
  expect(rooms.rooms.length).toBe(1);
});

Deno.test("Call takes in what was switched on, from the same capture, and asks for nothing else", async () => {
  const { call, media, rooms, devices } = setUp();
  await media.toggleMicrophone();
  await call.connect({ participantName: "Kim" });
  await turn();
  expect(devices.requests.map((request) => request.kind)).toEqual(["microphone"]);
  expect(rooms.last.published.get("microphone")).toBe(devices.streams[0].tracks[0]);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(media.mediaState.isCameraEnabled.value).toBe(false);
});

Deno.test("Call opens what is remembered with the click on Join, not before", async () => {
  const ports = new FakeMediaPorts();
  ports.storage.write("madang.switches", { camera: true });
  const { call, media, devices, rooms } = setUp({}, ports);
  await turn();
  expect(media.mediaState.isCameraEnabled.value).toBe(true);
  expect(devices.requests).toEqual([]);
  const connecting = call.connect({ participantName: "Kim" });
  await turn();
  expect(devices.requests.map((request) => request.kind)).toEqual(["camera"]);
  await connecting;
  await turn();
  expect(rooms.last.published.has("camera")).toBe(true);
});

Deno.test("Call does not wait for a device that is slow to open", async () => {
  const { call, media, devices, rooms } = setUp();
  devices.isHeld = true;
  media.toggleCamera();
  await call.connect({ participantName: "Kim" });
  expect(call.connectionState.value).toBe("connected");
  expect(rooms.last.published.has("camera")).toBe(false);
  devices.requests[0].grant();
  await turn();
  expect(rooms.last.published.has("camera")).toBe(true);
});

Deno.test("Call joins all the same when a device is refused, and says so", async () => {
  const ports = new FakeMediaPorts();
  ports.storage.write("madang.switches", { microphone: true });
  ports.devices.refusals.push("denied");
  const { call, media } = setUp({}, ports);
  await call.connect({ participantName: "Kim" });
  await turn();
  expect(call.connectionState.value).toBe("connected");
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
  expect(media.mediaError.value).toMatchObject({
    type: "denied",
    device: "microphone",
    remedy: "allow-in-browser",
  });
});

Deno.test("Call listens only: opens nothing, closes what is open, and forgets no choice", async () => {
  const { call, media, devices, ports } = setUp();
  await media.toggleCamera();
  await call.connect({ participantName: "Kim", isListenOnly: true });
  await turn();
  expect(devices.live).toEqual([]);
  expect(media.mediaState.isCameraEnabled.value).toBe(false);
  expect(ports.storage.read("madang.switches")).toEqual({ camera: true });
});

Deno.test("Call listens only until one speaks too, or switches something on in the settings", async () => {
  const asked = await listening();
  asked.call.speakToo();
  expect(asked.call.isListenOnly.value).toBe(false);
  expect(asked.devices.requests).toEqual([]);

  const { call, media } = await listening();
  await media.toggleScreenShare();
  expect(call.isListenOnly.value).toBe(true);
  await media.toggleCamera();
  expect(call.isListenOnly.value).toBe(false);
});

Deno.test("Call listens only also after it came back", async () => {
  const stage = await listening();
  await disconnect(stage, "duplicate-identity");
  await stage.call.comeBack();
  expect(stage.call.connectionState.value).toBe("connected");
  expect(stage.call.isListenOnly.value).toBe(true);
  expect(stage.devices.requests).toEqual([]);
});

async function listening() {
  const stage = setUp();
  await stage.call.connect({ participantName: "Kim", isListenOnly: true });
  expect(stage.call.isListenOnly.value).toBe(true);
  return stage;
}

Deno.test("Call is calm about its own quality: a dip is no news, and a new room begins anew", async () => {
  const stage = await join();
  const { call, page } = stage;
  const report = (quality: "poor" | "good") =>
    stage.rooms.last.report({
      type: "participant",
      participant: participantOf(1, 1, { isLocal: true, quality }),
    });
  report("poor");
  page.advance(2000);
  expect(call.quality.value).toBe("excellent");
  page.advance(1000);
  expect(call.quality.value).toBe("poor");
  await disconnect(stage, "other");
  expect(call.quality.value).toBe("unknown");
  report("good");
  expect(call.quality.value).toBe("good");
});

Deno.test("Call.leave() disconnects, stops every capture and says that we left", async () => {
  const stage = await join();
  const { call, media, devices, rooms } = stage;
  await media.toggleMicrophone();
  await media.toggleCamera();
  await media.toggleScreenShare();
  const leaving = call.leave();
  stage.page.advance(150);
  await leaving;
  expect(rooms.last.calls.slice(-2)).toEqual(["goodbye", "disconnect"]);
  expect(devices.live).toEqual([]);
  expect(call.connectionState.value).toBe("ended");
  expect(call.departure.value).toBe("left");
  expect(media.participantTracks.value).toEqual([]);
});

Deno.test("Call.leave() gives a word to the others 150 ms, and none when the page goes", async () => {
  const stage = await join();
  const { last } = stage.rooms;
  stage.call.leave();
  expect(stage.call.connectionState.value).toBe("ended");
  stage.page.advance(149);
  await turn();
  expect(last.calls.at(-1)).toBe("goodbye");
  stage.page.happen("leave");
  expect(last.calls.at(-1)).toBe("disconnect");
});

Deno.test("Call drops the tile of who says goodbye at once", async () => {
  const { media, rooms, page } = await join();
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  page.advance(newcomerHoldMs);
  expect(media.participantTracks.value.length).toBe(2);
  rooms.last.report({ type: "goodbye", identity: `${seatIdOf(2)}.1` });
  expect(media.participantTracks.value.length).toBe(1);
});

Deno.test("Call.leave() while connecting is at the door again, and what comes late is let go", async () => {
  const { call, rooms } = setUp();
  rooms.isHeld = true;
  const connecting = call.connect({ participantName: "Kim" });
  await turn();
  call.leave();
  expect(call.connectionState.value).toBe("idle");
  const { last } = rooms;
  last.connecting.resolve();
  await connecting;
  expect(last.isConnected).toBe(false);
  expect(call.connectionState.value).toBe("idle");
});

Deno.test("Call shows the SDK's own reconnecting", async () => {
  const { call, rooms } = await join();
  rooms.last.report({ type: "connection", state: "reconnecting" });
  expect(call.connectionState.value).toBe("reconnecting");
  rooms.last.report({ type: "connection", state: "connected" });
  expect(call.connectionState.value).toBe("connected");
});

Deno.test("Call learns why it was put out, captures nothing and never rejoins by itself", async () => {
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

Deno.test("Call lets the camera go at once when it is put out, before it learns why", async () => {
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

Deno.test("Call.comeBack() that fails stays where it was, and says why", async () => {
  const stage = await join();
  stage.api.departure = "removed";
  await disconnect(stage, "participant-removed");
  stage.api.failures.requestToken.push(new CallFailure("banned", "Banned"));
  await stage.call.comeBack();
  expect(stage.call.connectionState.value).toBe("ended");
  expect(stage.call.departure.value).toBe("removed");
  expect(stage.call.error.value).toMatchObject({ type: "banned", remedy: "none" });
});

Deno.test("Call comes back by itself when the SDK gave up: new token, new room, same tracks", async () => {
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

Deno.test("Call comes back muted as it was", async () => {
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

Deno.test("Call does not take the seat back from who took it over while it was away", async () => {
  const stage = await join();
  stage.api.departure = "taken-over";
  await disconnect(stage, "other");
  expect(stage.call.connectionState.value).toBe("ended");
  expect(stage.call.departure.value).toBe("taken-over");
  expect(stage.rooms.rooms.length).toBe(1);
});

Deno.test("Call takes no token while it cannot know whether somebody took over", async () => {
  const stage = await join();
  const { api, page } = stage;
  const silence = Promise.withResolvers<void>();
  api.hold = silence.promise;
  await disconnect(stage, "other");
  page.advance(2000);
  await turn();
  expect(stage.call.error.value?.type).toBe("offline");
  page.isConnected = false;
  page.advance(750);
  await turn();
  expect(api.calls).toEqual(["askDeparture token-1"]);
  api.hold = null;
  api.departure = "taken-over";
  page.isConnected = true;
  page.happen("online");
  await turn();
  expect(stage.call.departure.value).toBe("taken-over");
  expect(api.calls).toEqual(["askDeparture token-1", "askDeparture token-1"]);
});

Deno.test("Call tries again after longer and longer pauses, and at once when the network is back", async () => {
  const stage = await join();
  const { call, api, page, rooms } = stage;
  const offline = () => new CallFailure("offline", "no network");
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
  const tooFast = new CallFailure("rate-limited", "slow down", { retryAfterSeconds: 20 });
  stage.api.failures.requestToken.push(tooFast);
  await disconnect(stage, "other");
  expect(stage.page.pendingMs).toEqual([20_000]);
});

Deno.test("Call stops trying where the server decided against it", async () => {
  const stage = await join();
  stage.api.failures.requestToken.push(new CallFailure("space-locked", "locked"));
  await disconnect(stage, "other");
  expect(stage.call.connectionState.value).toBe("ended");
  expect(stage.call.departure.value).toBe("gave-up");
  expect(stage.call.error.value?.type).toBe("space-locked");
});

Deno.test("Call gives up after about a quarter of an hour, and lets every device go", async () => {
  const stage = await join();
  const { call, media, api, page, devices } = stage;
  await media.toggleCamera();
  for (let i = 0; i < 100; i++) {
    api.failures.requestToken.push(new CallFailure("offline", "no network"));
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

Deno.test("Call.changeSession() goes on with another token in another room, with the same tracks", async () => {
  const stage = await join();
  const { call, media, api, rooms, devices } = stage;
  await media.toggleMicrophone();
  await media.toggleCamera();
  await media.toggleCamera();
  const [before] = rooms.rooms;
  rooms.isHeld = true;
  const changing = call.changeSession(() => {
    api.calls.push("sign in");
    // The server puts the former generation out before it answers.
    before.report({ type: "disconnected", cause: "participant-removed" });
    return Promise.resolve();
  });
  await turn();
  expect(api.calls).toEqual(["sign in", "requestToken Kim"]);
  expect(before.calls).toContain("disconnect");
  expect(call.connectionState.value).toBe("reconnecting");
  expect(media.participantTracks.value.map(({ seatId }) => seatId)).toEqual([seatIdOf(1)]);
  rooms.last.connecting.resolve();
  await changing;
  await turn();
  const attributes = { "madang.seat": seatIdOf(1), "madang.kind": "user", "madang.role": "owner" };
  rooms.last.report({
    type: "participant",
    participant: participantOf(1, 2, { isLocal: true, attributes }),
  });
  expect(call.connectionState.value).toBe("connected");
  expect(rooms.rooms.length).toBe(2);
  expect(devices.requests.length).toBe(2);
  expect(rooms.last.published.get("microphone")).toBe(devices.streams[0].tracks[0]);
  expect(media.mediaState.isCameraEnabled.value).toBe(false);
  const [own] = media.participantTracks.value;
  expect([own.kind.value, own.role.value]).toEqual(["user", "owner"]);
});

Deno.test("Call.changeSession() that fails leaves the call as it was", async () => {
  for (const failing of ["change", "token"]) {
    const stage = await join();
    const { call, api, rooms } = stage;
    if (failing === "token") {
      api.failures.requestToken.push(new CallFailure("banned", "Cannot enter"));
    }
    const change = () => failing === "change" ? Promise.reject(new Error("no")) : Promise.resolve();
    await expect(call.changeSession(change)).rejects.toThrow();
    expect(call.connectionState.value).toBe("connected");
    expect(rooms.last.calls).toEqual(["connect"]);
    rooms.last.report({ type: "connection", state: "reconnecting" });
    expect(call.connectionState.value).toBe("reconnecting");
  }
});

Deno.test("Call.changeSession() that put us out and has no token says that the call ended", async () => {
  const stage = await join();
  const { call, api, rooms } = stage;
  api.departure = "ended";
  api.failures.requestToken.push(new CallFailure("space-locked", "Cannot enter"));
  const signOut = () => {
    rooms.last.report({ type: "disconnected", cause: "participant-removed" });
    return Promise.resolve();
  };
  await expect(call.changeSession(signOut)).rejects.toThrow();
  await turn();
  expect([call.connectionState.value, call.departure.value]).toEqual(["ended", "ended"]);
});

Deno.test("Call.changeSession() in which one leaves asks for no token", async () => {
  const { call, api, rooms, page } = await join();
  const changing = call.changeSession(async () => {
    // Signing out puts us out, before it answers.
    rooms.last.report({ type: "disconnected", cause: "participant-removed" });
    await call.leave();
  });
  await turn();
  page.advance(150);
  await changing;
  expect(api.calls).toEqual([]);
  expect([call.connectionState.value, call.departure.value]).toEqual(["ended", "left"]);
});

Deno.test("Call.changeSession() shows one own tile where the new person sits elsewhere", async () => {
  const stage = await join();
  const { call, media, rooms } = stage;
  await call.changeSession(() => Promise.resolve());
  rooms.last.report({
    type: "participant",
    participant: participantOf(7, 1, { isLocal: true }),
  });
  expect(media.participantTracks.value.map(({ seatId }) => seatId)).toEqual([seatIdOf(7)]);
});

Deno.test("Call.changeSession() outside of a call only changes it", async () => {
  const { call, api } = setUp();
  let changed = 0;
  await call.changeSession(() => {
    changed++;
    return Promise.resolve();
  });
  expect([changed, api.calls]).toEqual([1, []]);
});

Deno.test("Call.leave() while it tries to come back ends the tries", async () => {
  const stage = await join();
  stage.api.failures.requestToken.push(new CallFailure("offline", "no network"));
  await disconnect(stage, "other");
  stage.call.leave();
  stage.page.advance(60_000);
  await turn();
  expect(stage.call.departure.value).toBe("left");
  expect(stage.rooms.rooms.length).toBe(1);
});

Deno.test("Call keeps the tiles while it comes back", async () => {
  const stage = await join();
  const { media, rooms, page } = stage;
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  page.advance(newcomerHoldMs);
  const before = media.participantTracks.value;
  await disconnect(stage, "other");
  rooms.last.report({ type: "participant", participant: participantOf(1, 2, { isLocal: true }) });
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  expect(media.participantTracks.value).toBe(before);
  expect(before.map((seat) => seat.isReconnecting.value)).toEqual([false, false]);
});

Deno.test("Call keeps the tiles while try after try fails, and then drops who is gone", async () => {
  const stage = await join();
  const { media, rooms, page } = stage;
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  page.advance(newcomerHoldMs);
  rooms.isHeld = true;
  await disconnect(stage, "other");
  page.advance(60_000);
  rooms.last.fail(new CallFailure("livekit-unreachable", "no answer"));
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

Deno.test("Call ignores what a room says that does not count any more", async () => {
  const stage = await join();
  const [first] = stage.rooms.rooms;
  await disconnect(stage, "other");
  await turn();
  first.report({ type: "participant", participant: participantOf(9, 1) });
  first.report({ type: "disconnected", cause: "participant-removed" });
  await turn();
  expect(stage.call.connectionState.value).toBe("connected");
  expect(stage.media.participantTracks.value.some((seat) => seat.seatId === seatIdOf(9))).toBe(
    false,
  );
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

Deno.test("Call says when the browser holds the sound back, until it is tapped", async () => {
  const { call, rooms } = await join();
  rooms.last.report({ type: "audio-blocked", isBlocked: true });
  expect(call.isAudioBlocked.value).toBe(true);
  await call.startAudio();
  expect(call.isAudioBlocked.value).toBe(false);
});

Deno.test("Call leaves nothing behind when its component goes", async () => {
  const stage = await join();
  const { media, devices, page, rooms, stop } = stage;
  await media.toggleCamera();
  stop();
  page.advance(150);
  await turn();
  expect(rooms.last.isConnected).toBe(false);
  expect(devices.live).toEqual([]);
  expect(devices.listeners).toBe(0);
  expect(page.listening).toBe(0);
  expect(page.pendingMs).toEqual([]);
});
