import type { CaptureKind } from "./call_types.ts";

/** The parts of a connection test, in the order of the page. */
export const testParts = [
  ...["server", "signal", "udp", "tcp", "turn", "publish"] as const,
  ...["microphone", "camera", "speaker"] as const,
];

/** One part of a connection test. */
export type TestPart = typeof testParts[number];

/** `unknown`: could not be told. */
export type TestState = "waiting" | "running" | "good" | "bad" | "unknown";

/** Why a part is bad, or could not be told: the page has a remedy for each. */
export type TestReason =
  // The server, and LiveKit.
  | "offline"
  | "often"
  | "no-livekit"
  | "server-trouble"
  | "code-missing"
  | "webrtc-off"
  | "no-signal"
  | "udp-blocked"
  | "tcp-blocked"
  | "no-turn"
  | "turn-blocked"
  | "nothing-arrives"
  | "not-reached"
  // Devices.
  | "denied"
  | "dismissed"
  | "blocked-by-system"
  | "in-use"
  | "not-found"
  | "no-devices"
  | "no-start"
  | "silent"
  | "black"
  | "not-heard";

/** What is known of one part. */
export interface TestResult {
  readonly state: TestState;
  /** Only of `bad` and `unknown`. */
  readonly reason?: TestReason;
  /** For the report: no token, address, name or label of a device. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}

/** How a visit should go: as the browser likes, by TCP, or by TURN alone. */
export type TestRoute = "any" | "tcp" | "relay";

/** What a visit to the test's room showed. */
export interface TestVisit {
  /** LiveKit answered on its socket. */
  readonly isSignalled: boolean;
  /** LiveKit announces a TURN server. */
  readonly hasTurn: boolean;
  /** How sound goes; `null`: it does not. `tls`: by TURN over TLS. */
  readonly way: { readonly protocol: "udp" | "tcp" | "tls"; readonly isRelayed: boolean } | null;
  /** LiveKit answered by UDP, without a relay. A browser may still go by TCP, where that answered first. */
  readonly answersByUdp: boolean;
  /** Packets that LiveKit confirmed; 0: none came. */
  readonly arrived: number;
  readonly roundTripMs: number | null;
}

/** Where and by which token the visits go. */
export interface TestRoom {
  readonly url: string;
  readonly token: string;
}

/** The outside of a connection test. */
export interface ConnectionTestPort {
  /** Asks our server for a room. @throws AppFailure */
  openRoom(): Promise<TestRoom>;
  /** Connects, sends a soft tone for some seconds, and leaves. @throws AppFailure `code-missing`, `webrtc-off` */
  visit(room: TestRoom, route: TestRoute): Promise<TestVisit>;
  /** Opens a device; may show the browser's prompt. @throws MediaFailure */
  capture(kind: CaptureKind): Promise<MediaStream>;
  /** Calls `hear` with the stream's level, 0–100, until the returned function is called. */
  listen(stream: MediaStream, hear: (level: number) => void): Promise<() => void>;
  /** What the camera's first seconds show. */
  look(stream: MediaStream): Promise<"picture" | "black" | "nothing">;
  /** Plays two notes on the system's speaker. Rejects where the browser plays none. */
  playNotes(): Promise<void>;
  /** Resolves after some time. */
  wait(milliseconds: number): Promise<void>;
}
