/** Orders of requests, device results and rooms at one switch; they share one stage, so one long file. */
import { effect } from "@preact/signals";
import { expect } from "expect";
import { MediaFailure } from "../../../../lib/media/base/media_failure.ts";
import {
  LocalTrackToggle,
  type SourceDriver,
} from "../../../../lib/media/devices/local_track_toggle.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { FakeMediaStream, FakeMediaStreamTrack } from "../../../fakes/media/FakeMediaStream.ts";
import { SendLost } from "../../../../lib/media/ports/room_port.ts";
import { FakeRoomPort } from "../../../fakes/media/FakeRoomPort.ts";

class FakeDriver implements SourceDriver {
  readonly calls: string[] = [];
  staysOpenInCall = true;
  readonly outlivesCall = true;
  hold: Promise<void> | null = null;
  failure: Error | null = null;
  stream: MediaStream | null = null;

  async open(): Promise<MediaStream | null> {
    this.calls.push("open");
    await this.hold;
    if (this.failure) throw this.failure;
    return this.stream ??= new FakeMediaStream(new FakeMediaStreamTrack("audio"));
  }
  renew(): Promise<MediaStream | null> {
    this.calls.push("renew");
    this.stream = null;
    return this.open();
  }
  close(): void {
    this.calls.push("close");
    this.stream = null;
  }
  async send(room: FakeRoomPort, stream: MediaStream): Promise<void> {
    await room.publish("microphone", stream.getTracks()[0]);
  }
  async mute(room: FakeRoomPort): Promise<void> {
    await room.mute("microphone");
  }
}

function setUp() {
  const driver = new FakeDriver();
  const failures: unknown[] = [];
  const chosen: boolean[] = [];
  const source = new LocalTrackToggle({
    driver,
    onFailure: (error) => failures.push(error),
    onChosen: (enabled) => chosen.push(enabled),
  });
  return { driver, source, failures, chosen };
}

/** A room whose reports reach the toggle, as through `Connection`. */
function roomOf(source: LocalTrackToggle): FakeRoomPort {
  const room = new FakeRoomPort();
  room.onReport((report) => {
    if (report.type === "source") source.report(report.isEnabled);
  });
  return room;
}

Deno.test("LocalTrackToggle opens and closes for a preview before a call", async () => {
  const { driver, source, chosen } = setUp();
  await source.toggle();
  expect(source.isEnabled.value).toBe(true);
  await source.toggle();
  expect(source.isEnabled.value).toBe(false);
  expect(driver.calls).toEqual(["open", "close"]);
  expect(chosen).toEqual([true, false]);
});

Deno.test("LocalTrackToggle.enableOnJoin() opens nothing", () => {
  const { driver, source, chosen } = setUp();
  source.enableOnJoin(true);
  expect(source.isEnabled.value).toBe(true);
  expect(driver.calls).toEqual([]);
  expect(chosen).toEqual([]);
});

Deno.test("LocalTrackToggle opens within the click, as a screen share needs", () => {
  const { driver, source } = setUp();
  source.toggle();
  expect(driver.calls).toEqual(["open"]);
});

Deno.test("LocalTrackToggle is on only when the room says so", async () => {
  const { source } = setUp();
  const room = roomOf(source);
  await source.attach(room);
  expect(source.isEnabled.value).toBe(false);
  const sending = Promise.withResolvers<void>();
  room.holdSending = sending.promise;
  const toggled = source.toggle();
  await turn();
  expect(room.calls).toEqual(["publish microphone"]);
  expect(source.isEnabled.value).toBe(false);
  expect(source.isPending.value).toBe(true);
  sending.resolve();
  await toggled;
  expect(source.isEnabled.value).toBe(true);
  expect(source.isPending.value).toBe(false);
});

Deno.test("LocalTrackToggle applies the last of many requests", async () => {
  const { driver, source } = setUp();
  const opening = Promise.withResolvers<void>();
  driver.hold = opening.promise;
  const requests = [source.setEnabled(true), source.setEnabled(false), source.setEnabled(true)];
  requests.push(source.setEnabled(false));
  opening.resolve();
  await Promise.all(requests);
  expect(source.isEnabled.value).toBe(false);
  expect(driver.stream).toBeNull();
});

Deno.test("LocalTrackToggle.toggle() during a toggle reverses the request", async () => {
  const { driver, source } = setUp();
  const opening = Promise.withResolvers<void>();
  driver.hold = opening.promise;
  const toggles = [source.toggle(), source.toggle(), source.toggle()];
  opening.resolve();
  await Promise.all(toggles);
  expect(source.isEnabled.value).toBe(true);
});

Deno.test("LocalTrackToggle is off, and says why, when the device refuses", async () => {
  const { driver, source, failures, chosen } = setUp();
  driver.failure = new Error("denied");
  await source.setEnabled(true);
  expect(source.isEnabled.value).toBe(false);
  expect(source.isPending.value).toBe(false);
  expect(failures).toEqual([driver.failure]);
  expect(chosen).toEqual([]);
});

Deno.test("LocalTrackToggle does not report the failure of a request that was reversed", async () => {
  const { driver, source, failures } = setUp();
  const opening = Promise.withResolvers<void>();
  driver.hold = opening.promise;
  driver.failure = new Error("dismissed");
  const requests = [source.setEnabled(true), source.setEnabled(false)];
  opening.resolve();
  await Promise.all(requests);
  expect(failures).toEqual([]);
});

Deno.test("LocalTrackToggle prompts once if requests alternated before the refusal", async () => {
  const { driver, source, failures } = setUp();
  const opening = Promise.withResolvers<void>();
  driver.hold = opening.promise;
  driver.failure = new MediaFailure("dismissed", "microphone");
  const requests = [source.toggle(), source.toggle(), source.toggle()];
  opening.resolve();
  await Promise.all(requests);
  expect(driver.calls.filter((call) => call === "open").length).toBe(1);
  expect(failures).toEqual([driver.failure]);
});

for (const [type, calls] of [["dismissed", 0], ["in-use", 1]] as const) {
  Deno.test(`LocalTrackToggle opens what was chosen while it opened ${calls} times after: ${type}`, async () => {
    const { driver, source } = setUp();
    const opening = Promise.withResolvers<void>();
    driver.hold = opening.promise;
    driver.failure = new MediaFailure(type, "microphone");
    const requests = [source.setEnabled(true), source.restart()];
    opening.resolve();
    await turn();
    await Promise.all(requests);
    expect(driver.calls.filter((call) => call === "renew").length).toBe(calls);
  });
}

Deno.test("LocalTrackToggle publishes the previewed device, without a second capture", async () => {
  const { driver, source } = setUp();
  await source.setEnabled(true);
  const previewed = driver.stream;
  const room = roomOf(source);
  await source.attach(room);
  expect(room.published.get("microphone")).toBe(previewed?.getTracks()[0]);
  expect(source.isEnabled.value).toBe(true);
});

Deno.test("LocalTrackToggle never shows off while what was on is being published", async () => {
  const { source } = setUp();
  await source.setEnabled(true);
  const seen: boolean[] = [];
  const dispose = effect(() => void seen.push(source.isEnabled.value));
  await source.attach(roomOf(source));
  dispose();
  expect(seen).toEqual([true]);
});

Deno.test("LocalTrackToggle publishes a device that opens while it attaches to the room", async () => {
  const { driver, source } = setUp();
  const opening = Promise.withResolvers<void>();
  driver.hold = opening.promise;
  const toggled = source.toggle();
  const room = roomOf(source);
  const entered = source.attach(room);
  opening.resolve();
  await Promise.all([toggled, entered]);
  expect(room.calls).toEqual(["publish microphone"]);
  expect(source.isEnabled.value).toBe(true);
});

Deno.test("LocalTrackToggle is off when publishing is refused, and closes the device", async () => {
  const { driver, source, failures } = setUp();
  await source.setEnabled(true);
  const room = roomOf(source);
  room.refusal = new Error("not allowed to publish");
  await source.attach(room);
  expect(source.isEnabled.value).toBe(false);
  expect(driver.stream).toBeNull();
  expect(failures).toEqual([room.refusal]);
});

/** Publishing has failed with `SendLost`; `finish` settles `untilConnected`. */
async function interruptedSending() {
  const stage = setUp();
  const room = roomOf(stage.source);
  await stage.source.attach(room);
  const connection = Promise.withResolvers<boolean>();
  room.connectionOutcome = connection.promise;
  room.refusal = new SendLost();
  const toggled = stage.source.toggle();
  await turn();
  expect(room.calls).toEqual(["publish microphone"]);
  expect(stage.source.isPending.value).toBe(true);
  const finish = async (isConnected: boolean) => {
    room.refusal = null;
    connection.resolve(isConnected);
    await toggled;
    await turn();
  };
  return { ...stage, room, finish };
}

Deno.test("LocalTrackToggle publishes the same track again after `SendLost`", async () => {
  const { driver, source, failures, chosen, room, finish } = await interruptedSending();
  const { stream } = driver;
  await finish(true);
  expect(room.published.get("microphone")).toBe(stream?.getTracks()[0]);
  expect(driver.calls).not.toContain("close");
  expect([source.isEnabled.value, source.isPending.value]).toEqual([true, false]);
  expect([failures, chosen]).toEqual([[], [true]]);
});

Deno.test("LocalTrackToggle does not publish again after it was switched off", async () => {
  const { source, failures, room, finish } = await interruptedSending();
  const off = source.toggle();
  await finish(true);
  await off;
  expect(room.calls).toEqual(["publish microphone", "mute microphone"]);
  expect([source.isEnabled.value, failures]).toEqual([false, []]);
});

Deno.test("LocalTrackToggle publishes in the next room after `SendLost`", async () => {
  const { driver, source, failures, room, finish } = await interruptedSending();
  source.detach({ carries: true });
  await finish(false);
  expect(room.calls).toEqual(["publish microphone"]);
  const next = roomOf(source);
  await source.attach(next);
  expect(next.calls).toEqual(["publish microphone"]);
  expect(driver.calls).not.toContain("close");
  expect([source.isEnabled.value, failures]).toEqual([true, []]);
});

for (const isConnected of [true, false]) {
  Deno.test(`LocalTrackToggle opens nothing after a call that ended while it waited for a connection: ${isConnected}`, async () => {
    const { driver, source, failures, finish } = await interruptedSending();
    source.detach({ carries: false });
    driver.calls.length = 0;
    await finish(isConnected);
    expect([driver.calls, driver.stream, failures]).toEqual([[], null, []]);
    expect(source.isPending.value).toBe(false);
  });
}

Deno.test("LocalTrackToggle keeps a muted microphone open in a call, and closes a camera", async () => {
  for (const staysOpenInCall of [true, false]) {
    const { driver, source } = setUp();
    driver.staysOpenInCall = staysOpenInCall;
    await source.attach(roomOf(source));
    await source.setEnabled(true);
    await source.setEnabled(false);
    expect(driver.stream !== null).toBe(staysOpenInCall);
  }
});

Deno.test("LocalTrackToggle follows a mute by a moderator or the system", async () => {
  const { source } = setUp();
  const room = roomOf(source);
  await source.attach(room);
  await source.setEnabled(true);
  room.report({ type: "source", source: "microphone", isEnabled: false });
  expect(source.isEnabled.value).toBe(false);
  source.detach({ carries: true });
  const next = roomOf(source);
  await source.attach(next);
  expect(next.calls).toEqual([]);
});

Deno.test("LocalTrackToggle keeps its device and mute state for the next room", async () => {
  const { driver, source } = setUp();
  await source.attach(roomOf(source));
  await source.setEnabled(true);
  const carried = driver.stream;
  source.detach({ carries: true });
  expect(source.isEnabled.value).toBe(true);
  const next = roomOf(source);
  await source.attach(next);
  expect(next.published.get("microphone")).toBe(carried?.getTracks()[0]);
  expect(driver.calls).not.toContain("close");
});

Deno.test("LocalTrackToggle keeps the choice and closes the device when the call is over", async () => {
  const { driver, source } = setUp();
  await source.attach(roomOf(source));
  await source.setEnabled(true);
  source.detach({ carries: false });
  expect(driver.stream).toBeNull();
  expect(source.isEnabled.value).toBe(true);
  await source.open();
  expect(driver.stream).not.toBeNull();
});

Deno.test("LocalTrackToggle does not open again when the call ends while it opens", async () => {
  const { driver, source, failures } = setUp();
  const room = roomOf(source);
  await source.attach(room);
  const opening = Promise.withResolvers<void>();
  driver.hold = opening.promise;
  const toggled = source.toggle();
  source.detach({ carries: false });
  opening.resolve();
  await toggled;
  expect(room.calls).toEqual([]);
  expect(failures).toEqual([]);
  expect(source.isPending.value).toBe(false);
});

Deno.test("LocalTrackToggle.restart() sends a new capture in place of the old one", async () => {
  const { driver, source } = setUp();
  const room = roomOf(source);
  await source.attach(room);
  await source.setEnabled(true);
  const before = room.published.get("microphone");
  await source.restart();
  expect(driver.calls).toContain("renew");
  expect(room.published.get("microphone")).not.toBe(before);
  expect(source.isEnabled.value).toBe(true);
});

Deno.test("LocalTrackToggle.restart() of a muted microphone closes the old device", async () => {
  const { driver, source } = setUp();
  await source.attach(roomOf(source));
  await source.setEnabled(true);
  await source.setEnabled(false);
  await source.restart();
  expect(driver.stream).toBeNull();
  expect(source.isEnabled.value).toBe(false);
});

Deno.test("LocalTrackToggle.restart() opens nothing that was only enabled on join", async () => {
  const { driver, source } = setUp();
  source.enableOnJoin(true);
  await source.restart();
  expect(driver.calls).toEqual([]);
});

Deno.test("LocalTrackToggle.recover() opens another device when the one in use ended", async () => {
  const { driver, source } = setUp();
  const room = roomOf(source);
  await source.attach(room);
  await source.setEnabled(true);
  driver.stream = null;
  await source.recover();
  expect(source.isEnabled.value).toBe(true);
  expect(room.calls).toEqual(["publish microphone", "publish microphone"]);
});

Deno.test("LocalTrackToggle loses no request, whenever it comes", async () => {
  for (let ticks = 0; ticks < 30; ticks++) {
    const { source } = setUp();
    const opened = source.setEnabled(true);
    for (let tick = 0; tick < ticks; tick++) await null;
    const room = roomOf(source);
    await Promise.all([opened, source.attach(room)]);
    expect([ticks, room.calls]).toEqual([ticks, ["publish microphone"]]);
    expect(source.isEnabled.value).toBe(true);

    const closed = source.setEnabled(false);
    for (let tick = 0; tick < ticks; tick++) await null;
    await Promise.all([closed, source.setEnabled(true)]);
    expect([ticks, source.isEnabled.value]).toEqual([ticks, true]);
  }
});

Deno.test("LocalTrackToggle.recover() ignores the mute of the ended track", async () => {
  const { driver, source } = setUp();
  const room = roomOf(source);
  await source.attach(room);
  await source.setEnabled(true);
  driver.stream = null;
  const { promise, resolve } = Promise.withResolvers<null>();
  const recovered = source.recover(() => promise);
  source.report(false);
  resolve(null);
  await recovered;
  expect(room.calls).toEqual(["publish microphone", "publish microphone"]);
});
