import { expect } from "expect";
import { refusalOf, screenRefusalOf } from "../../../../lib/media/browser/capture_refusal.ts";
import { NavigatorDevicesPort } from "../../../../lib/media/browser/NavigatorDevicesPort.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";

/** What a test says that the browser has. */
class StubMediaDevices extends EventTarget {
  asked: (MediaStreamConstraints | DisplayMediaStreamOptions | undefined)[] = [];
  refusal: Error | null = null;
  listed: { kind: string; deviceId: string; groupId: string; label: string }[] = [];
  supported: Record<string, boolean> = {};

  getUserMedia(constraints: MediaStreamConstraints): Promise<unknown> {
    return this.#answer(constraints);
  }
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<unknown> {
    return this.#answer(options);
  }
  enumerateDevices(): Promise<unknown> {
    return Promise.resolve(this.listed);
  }
  getSupportedConstraints(): Record<string, boolean> {
    return this.supported;
  }
  #answer(asked: MediaStreamConstraints | DisplayMediaStreamOptions): Promise<unknown> {
    this.asked.push(asked);
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve("a stream");
  }
}

interface Page {
  mediaDevices?: StubMediaDevices;
  /** By kind; a kind that is not there is one that the browser does not know. */
  permissions?: Partial<Record<"microphone" | "camera", EventTarget & { state: PermissionState }>>;
  userAgent?: string;
}

/** Runs `test` where `navigator` is this page's. */
async function inPage(
  { permissions = {}, userAgent = "Firefox/150", ...page }: Page,
  test: (port: NavigatorDevicesPort) => Promise<void> | void,
): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const query = ({ name }: { name: "microphone" | "camera" }) => {
    const status = permissions[name];
    return status ? Promise.resolve(status) : Promise.reject(new TypeError(`no ${name}`));
  };
  const value = { ...page, userAgent, permissions: { query } };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
  try {
    await test(new NavigatorDevicesPort());
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
  }
}

function permission(state: PermissionState) {
  return Object.assign(new EventTarget(), { state });
}

Deno.test("refusalOf() tells a refusal by what is allowed now, and denied where a browser does not say", async () => {
  for (
    const [said, type] of [
      ["prompt", "dismissed"],
      ["granted", "blocked-by-system"],
      ["denied", "denied"],
      [null, "denied"],
    ] as const
  ) {
    expect(await refusalOf("NotAllowedError", () => Promise.resolve(said))).toBe(type);
  }
});

Deno.test("refusalOf() knows each other name, and queries no permission for it", async () => {
  for (
    const [name, type] of [
      ["NotFoundError", "not-found"],
      ["NotReadableError", "in-use"],
      // Firefox, where the device is busy.
      ["AbortError", "in-use"],
      ["OverconstrainedError", "overconstrained"],
      ["NotSupportedError", "unsupported"],
      ["SecurityError", "unsupported"],
      ["TypeError", "unsupported"],
      ["InvalidStateError", "unexpected"],
      ["", "unexpected"],
    ] as const
  ) {
    const asksNobody = () => Promise.reject(new Error("asked"));
    expect([name, await refusalOf(name, asksNobody)]).toEqual([name, type]);
  }
});

Deno.test("screenRefusalOf() tells the system's refusal from a change of mind", () => {
  for (
    const [name, message, type] of [
      ["NotAllowedError", "Permission denied", "dismissed"],
      ["NotAllowedError", "Permission denied by user", "dismissed"],
      // macOS lets Chrome record no screen.
      ["NotAllowedError", "Permission denied by system", "blocked-by-system"],
      [
        "NotAllowedError",
        'Access to the feature "display-capture" is disallowed by permissions policy.',
        "denied",
      ],
      // Firefox on a Mac that lets it record no screen.
      ["NotFoundError", "The object can not be found here.", "blocked-by-system"],
      ["NotReadableError", "Could not start video source", "blocked-by-system"],
      ["InvalidStateError", "", "unexpected"],
    ] as const
  ) expect([message, screenRefusalOf({ name, message })]).toEqual([message, type]);
});

Deno.test("NavigatorDevicesPort asks for one kind at a time", async () => {
  const mediaDevices = new StubMediaDevices();
  await inPage({ mediaDevices }, async (port) => {
    await port.capture("microphone", { deviceId: "a" });
    await port.capture("camera", { height: 720 });
    expect(mediaDevices.asked).toEqual([{ audio: { deviceId: "a" } }, { video: { height: 720 } }]);
  });
});

Deno.test("NavigatorDevicesPort translates what the browser throws", async () => {
  const mediaDevices = new StubMediaDevices();
  mediaDevices.refusal = new DOMException("", "NotAllowedError");
  await inPage({ mediaDevices, permissions: { camera: permission("prompt") } }, async (port) => {
    await expect(port.capture("camera", {})).rejects.toMatchObject({
      name: "MediaFailure",
      type: "dismissed",
      device: "camera",
    });
    // Its permission is one that this browser does not tell.
    await expect(port.capture("microphone", {})).rejects.toMatchObject({ type: "denied" });
    await expect(port.captureScreen()).rejects.toMatchObject({
      type: "dismissed",
      device: "screen",
    });
    mediaDevices.refusal = new DOMException("", "NotReadableError");
    await expect(port.captureScreen()).rejects.toMatchObject({ type: "blocked-by-system" });
  });
});

Deno.test("NavigatorDevicesPort on an insecure origin, or a server, has nothing and says so", async () => {
  await inPage({}, async (port) => {
    expect(port.canCaptureScreen).toBe(false);
    expect(port.canSelectOutput).toBe(false);
    expect(port.canIsolateVoice).toBe(false);
    expect(port.canChooseFacing).toBe(false);
    expect(await port.list()).toEqual([]);
    for (const failing of [port.capture("camera", {}), port.captureScreen()]) {
      await expect(failing).rejects.toMatchObject({ type: "unsupported" });
    }
    port.onChange(() => {})();
  });
});

Deno.test("NavigatorDevicesPort lists in our words, and asks for no permission", async () => {
  const mediaDevices = new StubMediaDevices();
  const named = { deviceId: "1", groupId: "g", label: "One" };
  mediaDevices.listed = ["audioinput", "audiooutput", "videoinput"].map((kind) => ({
    kind,
    ...named,
  }));
  mediaDevices.supported = { voiceIsolation: true };
  await inPage({ mediaDevices }, async (port) => {
    expect(await port.list()).toEqual([
      { kind: "microphone", ...named },
      { kind: "speaker", ...named },
      { kind: "camera", ...named },
    ]);
    expect(port.canIsolateVoice).toBe(true);
    expect(mediaDevices.asked).toEqual([]);
  });
});

Deno.test("NavigatorDevicesPort gives Safari no size of a screen: it would refuse any", async () => {
  const safari = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15";
  const chrome = "Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/150.0 Safari/537.36";
  for (const [userAgent, hasSize] of [[safari, false], [chrome, true]] as const) {
    const mediaDevices = new StubMediaDevices();
    await inPage({ mediaDevices, userAgent }, async (port) => {
      await port.captureScreen();
      const [{ video } = {}] = mediaDevices.asked;
      expect(typeof video === "object" && "width" in video).toBe(hasSize);
    });
  }
});

Deno.test("NavigatorDevicesPort asks for a shared sound as it is: for music, and not for a voice", async () => {
  const mediaDevices = new StubMediaDevices();
  await inPage({ mediaDevices }, async (port) => {
    await port.captureScreen();
    expect(mediaDevices.asked[0]?.audio).toEqual({
      autoGainControl: false,
      echoCancellation: false,
      noiseSuppression: false,
      channelCount: 2,
      restrictOwnAudio: true,
      suppressLocalAudioPlayback: false,
    });
  });
});

Deno.test("NavigatorDevicesPort asks for the sound of a whole screen only where the call can be left out of it", async () => {
  for (const [canLeaveOut, systemAudio] of [[true, "include"], [false, "exclude"]] as const) {
    const mediaDevices = new StubMediaDevices();
    if (canLeaveOut) mediaDevices.supported = { restrictOwnAudio: true };
    await inPage({ mediaDevices }, async (port) => {
      await port.captureScreen();
      expect(mediaDevices.asked).toMatchObject([{ systemAudio, selfBrowserSurface: "exclude" }]);
    });
  }
});

Deno.test("NavigatorDevicesPort.onChange() tells of devices and permissions, until it is stopped", async () => {
  const mediaDevices = new StubMediaDevices();
  const microphone = permission("prompt");
  const camera = permission("prompt");
  await inPage({ mediaDevices, permissions: { microphone, camera } }, async (port) => {
    let told = 0;
    const stop = port.onChange(() => void told++);
    await turn();
    mediaDevices.dispatchEvent(new Event("devicechange"));
    for (const status of [microphone, camera]) status.dispatchEvent(new Event("change"));
    expect(told).toBe(3);
    stop();
    // Stopped before the browser has answered, it never begins.
    port.onChange(() => void told++)();
    await turn();
    mediaDevices.dispatchEvent(new Event("devicechange"));
    for (const status of [microphone, camera]) status.dispatchEvent(new Event("change"));
    expect(told).toBe(3);
    expect(await port.queryPermission("camera")).toBe("prompt");
  });
});
