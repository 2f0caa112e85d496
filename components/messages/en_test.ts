/** English words of the connection test. */
import type {
  TestPart,
  TestReason,
  TestState,
} from "../../lib/media/ports/connection_test_port.ts";

/** A device, in the sentences on it. */
type Device = "microphone" | "camera" | "speaker";

const the = (device: Device) => `the ${device}`;
const The = (device: Device) => `The ${device}`;

export const enTest = {
  title: "Connection test",
  why:
    "Checks whether calls work from here. The browser asks for the microphone and the camera. You are not heard or seen.",
  start: "Start the test",
  again: "Test again",
  loading: "Loading…",
  loadFailed: "Part of this page did not load. Check your connection, and try again.",
  back: "Back",
  home: "Home",
  results: "Results",
  parts: {
    server: "This server",
    signal: "Call server",
    udp: "Audio and video over UDP",
    tcp: "Over TCP",
    turn: "Through a relay (TURN)",
    publish: "Sending",
    microphone: "Microphone",
    camera: "Camera",
    speaker: "Speaker",
  } satisfies Record<TestPart, string>,
  states: {
    waiting: "Not yet",
    running: "Checking…",
    good: "Good",
    bad: "Problem",
    unknown: "Could not tell",
  } satisfies Record<TestState, string>,
  say: "Say something.",
  level: "Microphone level",
  picture: "Your camera",
  heard: "Did you hear two notes?",
  yes: "Yes",
  no: "No",
  playAgain: "Play again",
  verdicts: {
    good: "Calls work from here.",
    devices: "The connection is good. A device needs a look.",
    weak: "Calls work from here, but sound and video may stutter.",
    bad: "Calls do not work from here yet.",
  },
  remedies: {
    "offline": () => "Nothing answers: check your network, then test again.",
    "often": () => "Too many tests from your network: wait a minute, then test again.",
    "no-livekit": () => "No call server is set up here: tell whoever runs this server.",
    "server-trouble": () => "This server has trouble: test again in a moment.",
    "code-missing": () => "Part of this page did not load: reload it, then test again.",
    "webrtc-off": () =>
      "WebRTC is off in this browser: allow it in the settings or in the extension that blocks it, or use another browser.",
    "no-signal": () =>
      "The call server cannot be reached: try another network or turn off a VPN, and if that changes nothing, tell whoever runs this server.",
    "udp-blocked": () =>
      "Your network or a VPN blocks UDP, so calls may stutter: try another network, or ask for UDP to be allowed.",
    "tcp-blocked": () => "This way is closed, which matters only where UDP is blocked too.",
    "no-turn": () =>
      "This server has no relay, which matters only in networks that block everything but web pages.",
    "turn-blocked": () =>
      "The relay cannot be reached: if nothing else works either, tell whoever runs this server.",
    "nothing-arrives": () =>
      "Nothing that you send arrives: try another network, or turn off a VPN.",
    "not-reached": () => "This comes after the problem above.",
    "denied": (device: Device) =>
      `${
        The(device)
      } is blocked for this page: allow it beside the page’s address, then test again.`,
    "dismissed": (device: Device) =>
      `You did not allow ${the(device)}: test again, and choose Allow.`,
    "blocked-by-system": (device: Device) =>
      `This device keeps ${
        the(device)
      } from the browser: allow it in the system’s privacy settings.`,
    "in-use": (device: Device) => `Another app uses ${the(device)}: close it, then test again.`,
    "not-found": (device: Device) => `No ${device} is plugged in: plug one in, then test again.`,
    "no-devices": () =>
      "This browser gives this page no devices: open it by https, or in another browser.",
    "no-start": (device: Device) =>
      `${The(device)} did not start: plug it in again, or restart the browser.`,
    "silent": () =>
      "The microphone gives no sound: unmute your headset, or choose another microphone in the settings before joining.",
    "black": () =>
      "The camera shows only black: open its cover, or choose another camera before joining.",
    "not-heard": () =>
      "Turn the volume up, and check which speaker or headset this device plays on.",
  } satisfies Record<TestReason, (device: Device) => string>,
  report: "Report for someone who helps",
  reportMore: "It has no names, addresses or device names in it.",
  copy: "Copy report",
  copied: "Copied",
};

/** The shape that every language fills. */
export type TestWords = typeof enTest;
