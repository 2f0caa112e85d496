import { signal } from "@preact/signals";
import { expect } from "expect";
import { callTitle } from "../../../components/outside_tab/call_title.ts";
import { keepAwake } from "../../../components/outside_tab/keep_awake.ts";
import {
  followMediaSession,
  type SessionOfMedia,
} from "../../../components/outside_tab/media_session.ts";
import { turn } from "../../fakes/media/fake_media_ports.ts";
import { callWordsOf } from "../../fakes/components/late_words.ts";

class FakePage extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";

  turn(visibilityState: DocumentVisibilityState): void {
    this.visibilityState = visibilityState;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

function fakeWakeLock() {
  const locks: { released: boolean; release(): Promise<void> }[] = [];
  let refusal: Error | null = null;
  return {
    locks,
    refuse: (error: Error | null) => refusal = error,
    held: () => locks.filter(({ released }) => !released).length,
    // deno-lint-ignore require-await
    async request() {
      if (refusal) throw refusal;
      const lock = {
        released: false,
        release() {
          lock.released = true;
          return Promise.resolve();
        },
      };
      locks.push(lock);
      return lock as unknown as WakeLockSentinel;
    },
  };
}

Deno.test("keepAwake() holds one lock while the page is seen, asks again when it is seen again, and lets go", async () => {
  const page = new FakePage();
  const wakeLock = fakeWakeLock();
  const stop = keepAwake(wakeLock, page);
  page.turn("visible");
  await turn();
  expect([wakeLock.held(), wakeLock.locks.length]).toEqual([1, 1]);
  // The browser takes it from a page that is hidden.
  wakeLock.locks[0].released = true;
  page.turn("hidden");
  await turn();
  expect(wakeLock.held()).toBe(0);
  wakeLock.refuse(new DOMException("low battery", "NotAllowedError"));
  page.turn("visible");
  await turn();
  wakeLock.refuse(null);
  page.turn("visible");
  await turn();
  expect(wakeLock.held()).toBe(1);
  stop();
  await turn();
  page.turn("visible");
  await turn();
  expect(wakeLock.held()).toBe(0);
});

Deno.test("keepAwake() lets go of a lock that comes after the call was left, and does without where there is none", async () => {
  const wakeLock = fakeWakeLock();
  keepAwake(wakeLock, new FakePage())();
  await turn();
  expect([wakeLock.locks.length, wakeLock.held()]).toEqual([1, 0]);
  keepAwake(undefined, new FakePage())();
  await turn();
});

function fakeSwitch(isOn: boolean) {
  const isEnabled = signal(isOn);
  const setEnabled = (enabled: boolean) => {
    isEnabled.value = enabled;
    return Promise.resolve();
  };
  return {
    isEnabled,
    isPending: signal(false),
    isAllowed: signal(true),
    setEnabled,
    toggle: () => setEnabled(!isEnabled.peek()),
  };
}

function setUpSession({ lacks = [] as string[], isListenOnly = false } = {}) {
  const handlers = new Map<string, () => void>();
  const calls: string[] = [];
  const session: SessionOfMedia = {
    playbackState: "none",
    metadata: null,
    setActionHandler(action, handler) {
      if (lacks.includes(action)) throw new TypeError(`unknown ${action}`);
      if (handler) handlers.set(action, handler);
      else handlers.delete(action);
    },
    setMicrophoneActive: (isActive) => calls.push(`microphone ${isActive}`),
    setCameraActive: (isActive) => calls.push(`camera ${isActive}`),
  };
  const [microphone, camera] = [fakeSwitch(true), fakeSwitch(false)];
  const stop = followMediaSession(session, {
    microphone,
    camera,
    isListenOnly: signal(isListenOnly),
    metadata: null,
    leave: () => calls.push("leave"),
    startAudio: () => calls.push("sound"),
    float: () => calls.push("float"),
  });
  return {
    session,
    handlers,
    calls,
    microphone,
    camera,
    stop,
    press: (a: string) => handlers.get(a)?.(),
  };
}

Deno.test("followMediaSession() tells the system of both switches, and its controls work the call", () => {
  const { calls, microphone, camera, press, stop, handlers, session } = setUpSession();
  expect(calls.splice(0)).toEqual(["microphone true", "camera false"]);
  press("togglemicrophone");
  press("togglecamera");
  expect([microphone.isEnabled.value, camera.isEnabled.value]).toEqual([false, true]);
  expect(calls.splice(0)).toEqual(["microphone false", "camera true"]);
  press("enterpictureinpicture");
  press("hangup");
  expect(calls.splice(0)).toEqual(["float", "leave"]);
  stop();
  expect([handlers.size, session.playbackState]).toEqual([0, "none"]);
});

Deno.test("followMediaSession(): a headset's button mutes, and unmutes only what it muted", () => {
  const { microphone, press, session, calls } = setUpSession();
  press("pause");
  expect([microphone.isEnabled.value, session.playbackState]).toEqual([false, "paused"]);
  press("play");
  expect([microphone.isEnabled.value, session.playbackState]).toEqual([true, "playing"]);
  expect(calls).toContain("sound");
  // By hand: earphones that are taken out and put back in change nothing.
  void microphone.setEnabled(false);
  press("pause");
  press("play");
  expect(microphone.isEnabled.value).toBe(false);
  // Muted by the button, on and off again by hand.
  void microphone.setEnabled(true);
  press("pause");
  void microphone.setEnabled(true);
  void microphone.setEnabled(false);
  press("play");
  expect(microphone.isEnabled.value).toBe(false);
});

Deno.test("followMediaSession() switches nothing on for a listener, or against a role, and does without what a browser lacks", () => {
  const listening = setUpSession({ isListenOnly: true, lacks: ["togglecamera"] });
  void listening.microphone.setEnabled(false);
  listening.press("togglemicrophone");
  listening.press("play");
  expect(listening.microphone.isEnabled.value).toBe(false);
  expect(listening.handlers.has("togglecamera")).toBe(false);
  expect(listening.handlers.has("hangup")).toBe(true);
  const forbidden = setUpSession();
  void forbidden.microphone.setEnabled(false);
  forbidden.microphone.isAllowed.value = false;
  forbidden.press("togglemicrophone");
  expect(forbidden.microphone.isEnabled.value).toBe(false);
});

Deno.test("callTitle() tells what asks for an answer first, and the space alone where there is nothing", () => {
  const words = callWordsOf("en").title;
  const title = (patch: Partial<Parameters<typeof callTitle>[1]>) =>
    callTitle("tea · Madang", { knocks: 0, unread: 0, isMuted: false, ...patch }, words);
  expect(title({})).toBe("tea · Madang");
  expect(title({ isMuted: true })).toBe("Muted · tea · Madang");
  expect(title({ knocks: 1, unread: 3, isMuted: true }))
    .toBe("1 knock · 3 unread · Muted · tea · Madang");
  expect(title({ knocks: 2 })).toBe("2 knocks · tea · Madang");
});
