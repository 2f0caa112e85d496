/** A call from joining to its end: what it opens, sends and stops; one stage, so one file. */
import { expect } from "expect";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import { createRoomSource } from "../../../../lib/media/livekit/livekit_room_source.ts";
import { newcomerHoldMs } from "../../../../lib/media/call/participants.ts";
import { disconnect, guest, join, setUp } from "../../../fakes/media/call_models.ts";
import { FakeMediaPorts, turn } from "../../../fakes/media/fake_media_ports.ts";
import { participantOf, seatIdOf } from "../../../fakes/media/FakeRoomPort.ts";
import { callWordsOf } from "../../../fakes/components/late_words.ts";

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
  expect(rooms.prepared).toEqual(["ws://livekit.test"]);
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

Deno.test("Call.connect() makes no guest session for a guest with one here, or for an account", async () => {
  for (const visitor of [guest, { ...guest, kind: "user", admitted: false } as const]) {
    const { call, api } = setUp({ visitor });
    await call.connect({ participantName: "Kim" });
    expect(api.calls).toEqual(["requestToken Kim"]);
  }
});

Deno.test("Call.connect() makes a new session, once, where the server no longer knows the old one", async () => {
  for (const code of ["session-invalid", "room-mismatch", "unauthenticated"]) {
    const { call, api } = setUp({ visitor: guest });
    api.failures.requestToken.push(new AppFailure(code, code));
    await call.connect({ participantName: "Kim" });
    expect(api.calls).toEqual(["requestToken Kim", "openGuestSession Kim", "requestToken Kim"]);
    expect(call.connectionState.value).toBe("connected");
  }
});

Deno.test("createRoomSource() says that a browser has no WebRTC, as this one", () => {
  expect(() => createRoomSource(() => Promise.reject(new Error("not asked for"))))
    .toThrow(expect.objectContaining({ code: "webrtc-off" }));
});

Deno.test("Call.connect() says that WebRTC is off, and not that one is offline", async () => {
  const { call, ports } = setUp();
  ports.loadRoomSource = () => Promise.reject(new AppFailure("webrtc-off", "no WebRTC"));
  await call.connect({ participantName: "Kim" });
  expect([call.connectionState.value, call.error.value?.type]).toEqual(["idle", "webrtc-off"]);
});

Deno.test("Call.connect() goes on with a session in memory where the browser kept none", async () => {
  const { call, api } = setUp();
  api.failures.requestToken.push(new AppFailure("unauthenticated", "no session"));
  await call.connect({ participantName: "Kim" });
  expect(api.calls).toEqual([
    ...["openGuestSession Kim", "requestToken Kim"],
    ...["openGuestSession Kim memory", "requestToken Kim"],
  ]);
  expect(call.connectionState.value).toBe("connected");
});

Deno.test("Call.connect() is idle again, and says why, when it is refused", async () => {
  const { call, api } = setUp({ visitor: guest });
  api.failures.requestToken.push(new AppFailure("space-full", "Space is full"));
  await call.connect({ participantName: "Kim" });
  expect(call.connectionState.value).toBe("idle");
  expect(call.error.value).toMatchObject({ type: "space-full", remedy: "wait" });
  await call.connect({ participantName: "Kim" });
  expect(call.connectionState.value).toBe("connected");
  expect(call.error.value).toBeNull();
});

Deno.test("Call.connect() says when LiveKit cannot be reached, and keeps the preview", async () => {
  const { call, media, rooms, devices } = setUp();
  await media.toggleCamera();
  rooms.isHeld = true;
  const connecting = call.connect({ participantName: "Kim" });
  await turn();
  rooms.last.fail(new AppFailure("livekit-unreachable", "no answer"));
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

Deno.test("Call sends what was switched on, from the same capture, and asks for nothing else", async () => {
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

for (const refusal of ["dismissed", "denied", "not-found"] as const) {
  Deno.test(`Call asks once for what is remembered, however its room comes: ${refusal}`, async () => {
    const ports = new FakeMediaPorts();
    ports.storage.write("madang.switches", { microphone: true });
    const { call, media, devices, rooms } = setUp({}, ports);
    devices.isHeld = true;
    await call.connect({ participantName: "Kim" });
    await turn();
    devices.requests[0].refuse(refusal);
    await turn();
    expect(devices.requests.length).toBe(1);
    expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
    expect(media.microphone.isPending.value).toBe(false);
    expect(media.mediaError.value?.type).toBe(refusal);

    rooms.last.report({ type: "disconnected", cause: "other" });
    await turn();
    expect(call.connectionState.value).toBe("connected");
    expect(devices.requests.length).toBe(1);
  });
}

Deno.test("Call does not ask again for what was refused while it had no room", async () => {
  const { call, media, devices, rooms } = await join();
  devices.isHeld = true;
  media.toggleMicrophone();
  await turn();
  rooms.isHeld = true;
  rooms.last.report({ type: "disconnected", cause: "other" });
  await turn();
  devices.requests[0].refuse("dismissed");
  await turn();
  rooms.last.connecting.resolve();
  await turn();
  expect(call.connectionState.value).toBe("connected");
  expect(devices.requests.length).toBe(1);
  expect(media.mediaError.value?.type).toBe("dismissed");
});

Deno.test("Call that is listen-only opens nothing, closes what is open, and forgets no choice", async () => {
  const { call, media, devices, ports } = setUp();
  await media.toggleCamera();
  await call.connect({ participantName: "Kim", isListenOnly: true });
  await turn();
  expect(devices.live).toEqual([]);
  expect(media.mediaState.isCameraEnabled.value).toBe(false);
  expect(ports.storage.read("madang.switches")).toEqual({ camera: true });
});

Deno.test("Call is listen-only until speakToo(), or a device is switched on in the settings", async () => {
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

Deno.test("Call stays listen-only after it rejoined", async () => {
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

Deno.test("Call debounces its own quality: a dip is not shown, and a new room begins anew", async () => {
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

for (const cause of ["leave", "participant-removed"] as const) {
  Deno.test(`Call opens no screen unasked after it ended by ${cause}, and the microphone as it was`, async () => {
    const stage = await join();
    const { call, media, devices, page } = stage;
    await media.toggleMicrophone();
    await media.toggleScreenShare();
    if (cause === "leave") call.leave();
    else await disconnect(stage, cause);
    page.advance(150);
    await turn();
    expect(call.connectionState.value).toBe("ended");
    expect(media.mediaState.isScreenShareEnabled.value).toBe(false);
    const before = devices.requests.length;
    await call.comeBack();
    await turn();
    expect(devices.requests.slice(before).map(({ kind }) => kind)).toEqual(["microphone"]);
    expect(media.mediaState.isScreenShareEnabled.value).toBe(false);
  });
}

Deno.test("Call.leave() gives its goodbye 150 ms, and none when the page goes", async () => {
  const stage = await join();
  const { last } = stage.rooms;
  stage.call.leave();
  expect(stage.call.connectionState.value).toBe("ended");
  stage.page.advance(149);
  await turn();
  expect(last.calls.at(-1)).toBe("goodbye");
  stage.page.happen("leave");
  expect(last.calls.at(-1)).toBe("disconnect");
  expect(stage.api.calls.at(-1)).toBe("leave token-1 for good");
});

Deno.test("Call.leave() tells our server, too: the connection to LiveKit may be broken", async () => {
  const told = (stage: { api: { calls: string[] } }) =>
    stage.api.calls.filter((call) => call.startsWith("leave"));
  const reconnecting = await join();
  reconnecting.rooms.last.report({ type: "connection", state: "reconnecting" });
  reconnecting.call.leave();
  // Nothing that is said to the room gets through.
  expect(told(reconnecting)).toEqual(["leave token-1 for good"]);
  reconnecting.page.advance(150);
  await turn();
  expect(told(reconnecting).length).toBe(1);
  const between = await join();
  between.api.hold = new Promise(() => {});
  await disconnect(between, "other");
  between.call.leave();
  await turn();
  expect(told(between)).toEqual(["leave token-1 for good"]);
  // The connection is broken, unnoticed: the goodbye is still tried first.
  const connected = await join();
  connected.call.leave();
  expect(told(connected)).toEqual([]);
  const again = connected.call.connect({ participantName: "Kim" });
  connected.page.advance(150);
  await again;
  await turn();
  expect(told(connected)).toEqual(["leave token-1 for good"]);
  expect(connected.rooms.last.token).toBe("token-2");
});

Deno.test("Call tells our server when the page goes between two rooms", async () => {
  const stage = await join();
  stage.api.hold = new Promise(() => {});
  await disconnect(stage, "other");
  stage.page.happen("leave");
  expect(stage.api.calls.filter((call) => call.startsWith("leave"))).toEqual(["leave token-1"]);
});

Deno.test("Call tells our server too when the page goes, once, and only of a call", async () => {
  const stage = await join();
  const told = () => stage.api.calls.filter((call) => call.startsWith("leave"));
  stage.page.happen("leave");
  expect(told()).toEqual(["leave token-1"]);
  stage.page.happen("restore");
  await turn();
  const leaving = stage.call.leave();
  stage.page.advance(150);
  await leaving;
  stage.page.happen("leave");
  expect(told()).toEqual(["leave token-1", "leave token-2 for good"]);
});

Deno.test("Call drops a tile at once when its participant says goodbye", async () => {
  const { media, rooms, page } = await join();
  rooms.last.report({ type: "participant", participant: participantOf(2, 1) });
  page.advance(newcomerHoldMs);
  expect(media.participantTracks.value.length).toBe(2);
  rooms.last.report({ type: "goodbye", identity: `${seatIdOf(2)}.1` });
  expect(media.participantTracks.value.length).toBe(1);
});

Deno.test("Call.leave() while connecting is idle again, and disconnects what comes late", async () => {
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

Deno.test("Call ignores reports of a former room", async () => {
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

Deno.test("Call says when the browser blocks the sound, until it is tapped", async () => {
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

Deno.test("Call names a nameless participant without a token of ours by its kind", async () => {
  const { media, rooms, page } = await join({ outsideWords: callWordsOf("ko").call.outside });
  const nameless = { name: "", attributes: {}, outsideKind: "sip" as const };
  for (const number of [5, 6]) {
    const identity = `sip_${number}`;
    rooms.last.report({
      type: "participant",
      participant: participantOf(number, 1, { ...nameless, identity }),
    });
  }
  page.advance(newcomerHoldMs);
  const names = media.participantTracks.value.map(({ displayName }) => displayName.value);
  expect(names.slice(1)).toEqual(["전화", "전화 (2)"]);
});
