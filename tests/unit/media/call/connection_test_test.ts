import { expect } from "expect";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import { MediaFailure } from "../../../../lib/media/base/media_failure.ts";
import { ConnectionTest } from "../../../../lib/media/call/connection_test.ts";
import type {
  ConnectionTestPort,
  TestRoute,
  TestVisit,
} from "../../../../lib/media/ports/connection_test_port.ts";

const byUdp: TestVisit = {
  isSignalled: true,
  hasTurn: true,
  way: { protocol: "udp", isRelayed: false },
  answersByUdp: true,
  arrived: 20,
  roundTripMs: 12,
};
const byTcp: TestVisit = {
  ...byUdp,
  way: { protocol: "tcp", isRelayed: false },
  answersByUdp: false,
};
const byTurn: TestVisit = { ...byUdp, way: { protocol: "tls", isRelayed: true } };
const nowhere: TestVisit = {
  ...byUdp,
  ...{ way: null, answersByUdp: false, arrived: 0, roundTripMs: null },
};

/** A good world; each test spoils a part of it. */
class FakeConnectionTestPort implements ConnectionTestPort {
  visits: Record<TestRoute, TestVisit> = { any: byUdp, tcp: byTcp, relay: byTurn };
  readonly visited: TestRoute[] = [];
  readonly stopped: string[] = [];
  levels: number[] = [3, 60];
  seen: "picture" | "black" | "nothing" = "picture";
  readonly refused = new Map<string, MediaFailure>();
  roomFailure: AppFailure | null = null;
  visitFailure: AppFailure | null = null;
  /** Set: the speaker's part asks. */
  onNotes = () => {};
  readonly waits: number[] = [];

  openRoom() {
    if (this.roomFailure) return Promise.reject(this.roomFailure);
    return Promise.resolve({ url: "wss://livekit.example.org", token: "a.b.c" });
  }
  visit(_room: unknown, route: TestRoute) {
    this.visited.push(route);
    return this.visitFailure
      ? Promise.reject(this.visitFailure)
      : Promise.resolve(this.visits[route]);
  }
  capture(kind: string) {
    const failure = this.refused.get(kind);
    if (failure) return Promise.reject(failure);
    const stream = { getTracks: () => [{ stop: () => this.stopped.push(kind) }] };
    return Promise.resolve(stream as unknown as MediaStream);
  }
  listen(_stream: MediaStream, hear: (level: number) => void) {
    this.levels.forEach(hear);
    return Promise.resolve(() => {});
  }
  look() {
    return Promise.resolve(this.seen);
  }
  playNotes() {
    this.onNotes();
    return Promise.resolve();
  }
  wait(milliseconds: number) {
    this.waits.push(milliseconds);
    return Promise.resolve();
  }
}

/** Runs a whole test; the person heard the notes, or did not. */
async function run(port: FakeConnectionTestPort, isHeard = true) {
  const test = new ConnectionTest(port);
  // The answer comes after the notes, as a person's does.
  port.onNotes = () => queueMicrotask(() => test.answerHearing(isHeard));
  await test.start();
  const told = test.results.map(([part, { state, reason }]) => [part, reason ?? state]);
  return { test, told: Object.fromEntries(told) };
}

const allGood = {
  ...{ server: "good", signal: "good", udp: "good", tcp: "good", turn: "good", publish: "good" },
  ...{ microphone: "good", camera: "good", speaker: "good" },
};

Deno.test("ConnectionTest tests every way and every device, and gives the devices back", async () => {
  const port = new FakeConnectionTestPort();
  const { test, told } = await run(port);
  expect(told).toEqual(allGood);
  expect(port.visited).toEqual(["any", "tcp", "relay"]);
  expect(port.stopped).toEqual(["microphone", "camera"]);
  expect([test.picture.value, test.level.value, test.isRunning.value]).toEqual([null, 0, false]);
});

Deno.test("ConnectionTest tells each closed way by itself", async () => {
  const noUdp = new FakeConnectionTestPort();
  noUdp.visits.any = byTcp;
  expect((await run(noUdp)).told).toEqual({ ...allGood, udp: "udp-blocked" });

  // TCP answered first.
  const raced = new FakeConnectionTestPort();
  raced.visits.any = { ...byTcp, answersByUdp: true };
  expect((await run(raced)).told).toEqual(allGood);

  const noTurn = new FakeConnectionTestPort();
  noTurn.visits.any = { ...byUdp, hasTurn: false };
  expect((await run(noTurn)).told).toEqual({ ...allGood, turn: "no-turn" });
  expect(noTurn.visited).toEqual(["any", "tcp"]);

  // The visit that was to go by TCP goes by UDP still.
  const others = new FakeConnectionTestPort();
  others.visits = { any: byUdp, tcp: byUdp, relay: nowhere };
  expect((await run(others)).told)
    .toEqual({ ...allGood, tcp: "tcp-blocked", turn: "turn-blocked" });

  const closed = new FakeConnectionTestPort();
  closed.visits = { any: nowhere, tcp: nowhere, relay: nowhere };
  expect((await run(closed)).told).toEqual({
    ...allGood,
    udp: "udp-blocked",
    tcp: "tcp-blocked",
    turn: "turn-blocked",
    publish: "nothing-arrives",
  });
});

const notReached = {
  udp: "not-reached",
  tcp: "not-reached",
  turn: "not-reached",
  publish: "not-reached",
};

Deno.test("ConnectionTest says what comes after a problem only once, and tests the devices all the same", async () => {
  const noSignal = new FakeConnectionTestPort();
  noSignal.visits.any = { ...nowhere, isSignalled: false };
  expect((await run(noSignal)).told).toEqual({ ...allGood, ...notReached, signal: "no-signal" });
  expect(noSignal.visited).toEqual(["any"]);
  for (const [code, reason] of [["webrtc-off", "webrtc-off"], ["code-missing", "code-missing"]]) {
    const port = new FakeConnectionTestPort();
    port.visitFailure = new AppFailure(code, "");
    expect((await run(port)).told).toEqual({ ...allGood, ...notReached, signal: reason });
  }
  const codes = [
    ["offline", "offline"],
    ["rate-limited", "often"],
    ["livekit-unavailable", "no-livekit"],
    ["internal", "server-trouble"],
  ];
  for (const [code, reason] of codes) {
    const port = new FakeConnectionTestPort();
    port.roomFailure = new AppFailure(code, "");
    expect((await run(port)).told)
      .toEqual({ ...allGood, ...notReached, server: reason, signal: "not-reached" });
  }
});

Deno.test("ConnectionTest tells why a device cannot be used", async () => {
  const port = new FakeConnectionTestPort();
  port.refused.set("microphone", new MediaFailure("denied", "microphone"));
  port.refused.set("camera", new MediaFailure("overconstrained", "camera"));
  expect((await run(port, false)).told)
    .toEqual({ ...allGood, microphone: "denied", camera: "no-start", speaker: "not-heard" });

  const quiet = new FakeConnectionTestPort();
  quiet.levels = [0, 4];
  quiet.seen = "black";
  expect((await run(quiet)).told).toEqual({ ...allGood, microphone: "silent", camera: "black" });
  expect(quiet.stopped).toEqual(["microphone", "camera"]);
});

Deno.test("ConnectionTest.stop() ends a test, whose late results count no more", async () => {
  const port = new FakeConnectionTestPort();
  const held = Promise.withResolvers<TestVisit>();
  port.visit = () => held.promise;
  const test = new ConnectionTest(port);
  const asked = Promise.withResolvers<void>();
  port.onNotes = asked.resolve;
  const done = test.start();
  await asked.promise;
  test.stop();
  held.resolve(byUdp);
  await done;
  expect(test.resultOf("signal").value.state).toBe("running");
  expect(test.isRunning.value).toBe(false);
});
