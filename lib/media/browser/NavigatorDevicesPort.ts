import { lateCode } from "../../contract/late_code.ts";
import type { CaptureKind, DeviceKind } from "../ports/call_types.ts";
import type { DevicesPort, ListedDevice } from "../ports/devices_port.ts";
import { MediaFailure } from "../base/media_failure.ts";

const kinds: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  audioinput: "microphone",
  audiooutput: "speaker",
  videoinput: "camera",
};

/** A `DevicesPort` over `navigator.mediaDevices`, which is not there on an insecure origin. */
export class NavigatorDevicesPort implements DevicesPort {
  get canCaptureScreen(): boolean {
    return mediaDevices()?.getDisplayMedia !== undefined;
  }

  get canSelectOutput(): boolean {
    return typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;
  }

  get canIsolateVoice(): boolean {
    return "voiceIsolation" in (mediaDevices()?.getSupportedConstraints() ?? {});
  }

  get canChooseFacing(): boolean {
    return globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
  }

  async capture(kind: CaptureKind, constraints: MediaTrackConstraints): Promise<MediaStream> {
    const devices = mediaDevices();
    if (!devices) throw new MediaFailure("unsupported", kind);
    try {
      return await devices.getUserMedia(
        kind === "microphone" ? { audio: constraints } : { video: constraints },
      );
    } catch (error) {
      throw await this.#failureOf(error, kind);
    }
  }

  async captureScreen(): Promise<MediaStream> {
    const devices = mediaDevices();
    if (!devices?.getDisplayMedia) throw new MediaFailure("unsupported", "screen");
    try {
      return await devices.getDisplayMedia(screenOptions(devices));
    } catch (error) {
      throw await screenFailureOf(error);
    }
  }

  async list(): Promise<readonly ListedDevice[]> {
    const listed = await mediaDevices()?.enumerateDevices() ?? [];
    return listed.map(({ kind, deviceId, groupId, label }) => ({
      kind: kinds[kind],
      deviceId,
      groupId,
      label,
    }));
  }

  async queryPermission(kind: CaptureKind): Promise<PermissionState | null> {
    return (await permissionStatus(kind))?.state ?? null;
  }

  onChange(listener: () => void): () => void {
    const abort = new AbortController();
    const { signal } = abort;
    mediaDevices()?.addEventListener("devicechange", listener, { signal });
    for (const kind of ["microphone", "camera"] as const) {
      permissionStatus(kind).then((status) => {
        if (!signal.aborted) status?.addEventListener("change", listener, { signal });
      });
    }
    return () => abort.abort();
  }

  async #failureOf(error: unknown, kind: CaptureKind): Promise<MediaFailure> {
    // Loaded when first needed: most visits never see a refusal.
    const code = await lateCode(() => import("./capture_refusal.ts")).catch(() => null);
    const type = await code?.refusalOf(nameOf(error), () => this.queryPermission(kind));
    return new MediaFailure(type ?? "unexpected", kind, { cause: error });
  }
}

async function screenFailureOf(error: unknown): Promise<MediaFailure> {
  const code = await lateCode(() => import("./capture_refusal.ts")).catch(() => null);
  const isTold = error instanceof Error || error instanceof DOMException;
  const type = code && isTold ? code.screenRefusalOf(error) : "unexpected";
  return new MediaFailure(type, "screen", { cause: error });
}

/** `undefined` on a server and on insecure origins, whatever its type says. */
function mediaDevices(): MediaDevices | undefined {
  return globalThis.navigator?.mediaDevices;
}

async function permissionStatus(kind: CaptureKind): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: kind });
  } catch {
    // Firefox and older Safari do not know these names.
    return null;
  }
}

/** What DOM's types do not have yet: Chromium's, and others pass over them. */
interface ScreenOptions extends DisplayMediaStreamOptions {
  systemAudio: "include" | "exclude";
  selfBrowserSurface: "exclude";
}

/**
 * Asked for as `true`, a shared sound is made fit for a voice: mono, and music is taken for noise and 20 dB quieter
 * (Chromium 153). Whoever shares goes on hearing it. The sound of a whole screen has the others' voices in it, who
 * would hear themselves, but where a browser can leave this page's own sound out of it (Chromium from 141 on); this
 * very tab is never offered, for the same reason.
 */
function screenOptions(devices: MediaDevices): ScreenOptions {
  const audio: MediaTrackConstraints & Record<`${"restrict" | "suppress"}${string}`, boolean> = {
    autoGainControl: false,
    echoCancellation: false,
    noiseSuppression: false,
    channelCount: 2,
    restrictOwnAudio: true,
    suppressLocalAudioPlayback: false,
  };
  return {
    video: screenConstraints(),
    audio,
    systemAudio: "restrictOwnAudio" in devices.getSupportedConstraints() ? "include" : "exclude",
    selfBrowserSurface: "exclude",
  };
}

/** Larger surfaces cost too much to encode. Safari 17 refuses any size. */
function screenConstraints(): MediaTrackConstraints {
  const frameRate = { ideal: 15, max: 30 };
  const isSafari = /^(?!.*(Chrome|Android)).*Safari/.test(navigator.userAgent);
  return isSafari ? { frameRate } : { frameRate, width: { ideal: 1920 }, height: { ideal: 1080 } };
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}
