import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { failureCode } from "../../api/app_failure.ts";
import { MediaFailure } from "../base/media_failure.ts";
import type { CaptureKind } from "../ports/call_types.ts";
import {
  type ConnectionTestPort,
  type TestPart,
  testParts,
  type TestReason,
  type TestResult,
  type TestRoom,
  type TestVisit,
} from "../ports/connection_test_port.ts";

/** A microphone that gives no sound for so long is silent. */
export const hearingMs = 8_000;

/** A level, 0–100, that a quiet voice has and a silent room has not. */
const heardLevel = 20;

/** The camera's picture stays on the page for so long. */
const pictureMs = 3_000;

/**
 * One connection test, before joining. Two chains run side by side: the network (our server, LiveKit's socket, each way of
 * the sound), and the devices, each of which is given back at once.
 */
export class ConnectionTest {
  readonly #port: ConnectionTestPort;
  readonly #results = new Map<TestPart, Signal<TestResult>>(
    testParts.map((part) => [part, signal<TestResult>({ state: "waiting" })]),
  );
  readonly #level = signal(0);
  readonly #picture = signal<MediaStream | null>(null);
  readonly #isRunning = signal(false);
  #answerHearing: (isHeard: boolean) => void = () => {};
  /** Raised by `stop()`: the results of an earlier run count no more. */
  #run = 0;

  constructor(port: ConnectionTestPort) {
    this.#port = port;
  }

  /** The microphone's level, 0–100, while it is tested. */
  get level(): ReadonlySignal<number> {
    return this.#level;
  }

  /** What the camera shows, while it is tested. */
  get picture(): ReadonlySignal<MediaStream | null> {
    return this.#picture;
  }

  get isRunning(): ReadonlySignal<boolean> {
    return this.#isRunning;
  }

  resultOf(part: TestPart): ReadonlySignal<TestResult> {
    const result = this.#results.get(part);
    if (result === undefined) throw new TypeError(`There is no part ${part}`);
    return result;
  }

  /** All results, in the order of the page. Reads signals. */
  get results(): readonly (readonly [TestPart, TestResult])[] {
    return testParts.map((part) => [part, this.resultOf(part).value] as const);
  }

  /** Tests everything, in a click: browsers ask for devices. Resolves once the person has said whether they heard the notes. */
  async start(): Promise<void> {
    const run = ++this.#run;
    batch(() => {
      this.#isRunning.value = true;
      for (const result of this.#results.values()) result.value = { state: "waiting" };
    });
    const tell = (part: TestPart, result: TestResult) => {
      const one = this.#results.get(part);
      if (one && run === this.#run) one.value = result;
    };
    await Promise.all([this.#testNetwork(tell), this.#testDevices(tell)]);
    if (run === this.#run) this.#isRunning.value = false;
  }

  /** Ends a test whose page is left. */
  stop(): void {
    this.#run++;
    this.#answerHearing(false);
    this.#isRunning.value = false;
  }

  /** The person's answer while the speaker's part is `running`. */
  answerHearing(isHeard: boolean): void {
    this.#answerHearing(isHeard);
  }

  /** Plays the notes again. */
  async playAgain(): Promise<void> {
    await this.#port.playNotes().catch(() => {});
  }

  async #testNetwork(tell: Tell): Promise<void> {
    tell("server", { state: "running" });
    let room: TestRoom;
    try {
      room = await this.#port.openRoom();
      tell("server", { state: "good" });
    } catch (error) {
      tell("server", { state: "bad", reason: serverReason(failureCode(error)) });
      for (const part of networkParts) tell(part, { state: "unknown", reason: "not-reached" });
      return;
    }
    for (const part of ["signal", "udp", "publish"] as const) tell(part, { state: "running" });
    try {
      await this.#testWays(room, tell);
    } catch (error) {
      const code = failureCode(error);
      const reason = code === "webrtc-off" ? code : "code-missing";
      tell("signal", { state: "bad", reason });
      for (const part of networkParts.slice(1)) {
        tell(part, { state: "unknown", reason: "not-reached" });
      }
    }
  }

  async #testWays(room: TestRoom, tell: Tell): Promise<void> {
    const first = await this.#port.visit(room, "any");
    if (!first.isSignalled) {
      tell("signal", { state: "bad", reason: "no-signal" });
      for (const part of networkParts.slice(1)) {
        tell(part, { state: "unknown", reason: "not-reached" });
      }
      return;
    }
    tell("signal", { state: "good" });
    const facts = factsOf(first);
    tell("udp", first.answersByUdp ? { state: "good", facts } : bad("udp-blocked", facts));
    tell("publish", first.arrived > 0 ? { state: "good", facts } : bad("nothing-arrives", facts));

    tell("tcp", { state: "running" });
    const second = await this.#port.visit(room, "tcp");
    const isByTcp = second.way?.protocol === "tcp" && !second.way.isRelayed;
    tell("tcp", isByTcp ? { state: "good", facts: factsOf(second) } : bad("tcp-blocked"));

    if (!first.hasTurn) return tell("turn", { state: "unknown", reason: "no-turn" });
    tell("turn", { state: "running" });
    const third = await this.#port.visit(room, "relay");
    const isByTurn = third.way?.isRelayed === true;
    tell("turn", isByTurn ? { state: "good", facts: factsOf(third) } : bad("turn-blocked"));
  }

  async #testDevices(tell: Tell): Promise<void> {
    await this.#testDevice("microphone", tell, (stream) => this.#hear(stream));
    await this.#testDevice("camera", tell, (stream) => this.#look(stream));
    tell("speaker", { state: "running" });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#answerHearing = resolve;
    await this.playAgain();
    tell("speaker", await promise ? { state: "good" } : bad("not-heard"));
  }

  /** Opens a device, tests it, and gives it back. */
  async #testDevice(
    kind: CaptureKind,
    tell: Tell,
    test: (stream: MediaStream) => Promise<TestResult>,
  ): Promise<void> {
    tell(kind, { state: "running" });
    let stream: MediaStream | null = null;
    try {
      stream = await this.#port.capture(kind);
      tell(kind, await test(stream));
    } catch (error) {
      tell(kind, bad(error instanceof MediaFailure ? deviceReasons[error.type] : "no-start"));
    } finally {
      stream?.getTracks().forEach((track) => track.stop());
    }
  }

  async #hear(stream: MediaStream): Promise<TestResult> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let loudest = 0;
    const stop = await this.#port.listen(stream, (level) => {
      this.#level.value = level;
      loudest = Math.max(loudest, level);
      if (level >= heardLevel) resolve();
    });
    await Promise.race([promise, this.#port.wait(hearingMs)]);
    stop();
    this.#level.value = 0;
    const facts = { loudest: Math.round(loudest) };
    return loudest >= heardLevel ? { state: "good", facts } : bad("silent", facts);
  }

  async #look(stream: MediaStream): Promise<TestResult> {
    this.#picture.value = stream;
    try {
      const [seen] = await Promise.all([this.#port.look(stream), this.#port.wait(pictureMs)]);
      if (seen === "nothing") return bad("no-start");
      return seen === "black" ? bad("black") : { state: "good" };
    } finally {
      this.#picture.value = null;
    }
  }
}

type Tell = (part: TestPart, result: TestResult) => void;

/** Parts that need LiveKit. */
const networkParts = ["signal", "udp", "tcp", "turn", "publish"] as const;

function bad(reason: TestReason, facts: TestResult["facts"] = {}): TestResult {
  return { state: "bad", reason, facts };
}

function factsOf({ way, arrived, roundTripMs }: TestVisit): NonNullable<TestResult["facts"]> {
  return {
    way: way === null ? "none" : `${way.protocol}${way.isRelayed ? " by TURN" : ""}`,
    packets: arrived,
    ...(roundTripMs !== null && { roundTripMs }),
  };
}

function serverReason(code: string): TestReason {
  if (code === "offline") return "offline";
  if (code === "rate-limited") return "often";
  return code === "livekit-unavailable" ? "no-livekit" : "server-trouble";
}

const deviceReasons: Readonly<Record<MediaFailure["type"], TestReason>> = {
  "denied": "denied",
  "dismissed": "dismissed",
  "blocked-by-system": "blocked-by-system",
  "in-use": "in-use",
  "not-found": "not-found",
  "overconstrained": "no-start",
  "unsupported": "no-devices",
  "unexpected": "no-start",
};
