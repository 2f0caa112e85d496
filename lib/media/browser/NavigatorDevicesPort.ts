import { lateCode } from "../../contract/late_code.ts";
import type { CaptureKind, DeviceKind } from "../ports/call_types.ts";
import type { DevicesPort, ListedDevice } from "../ports/devices_port.ts";
import { MediaFailure } from "../base/media_failure.ts";

const kinds: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  audioinput: "microphone",
  audiooutput: "speaker",
  videoinput: "camera",
};

/** A `DevicesPort` over `navigator.mediaDevices`, which is missing on an insecure origin. */
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
    // Loaded when first needed: most visits meet no refusal.
    const code = await lateCode(() => import("./capture_refusal.ts")).catch(() => null);
    const type = await code?.refusalOf(nameOf(error), () => this.queryPermission(kind));
    return new MediaFailure(type ?? "unexpected", kind, { cause: error });
  }
}

async function screenFailureOf(error: unknown): Promise<MediaFailure> {
  const code = await lateCode(() => import("./capture_refusal.ts")).catch(() => null);
  const isError = error instanceof Error || error instanceof DOMException;
  const type = code && isError ? code.screenRefusalOf(error) : "unexpected";
  return new MediaFailure(type, "screen", { cause: error });
}

/** `undefined` on a server and on insecure origins, contrary to its type. */
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

/** Chromium's options that TypeScript's DOM types lack; other browsers ignore them. */
interface ScreenOptions extends DisplayMediaStreamOptions {
  systemAudio: "include" | "exclude";
  selfBrowserSurface: "exclude";
}

/**
 * With `audio: true`, shared sound is processed as a voice: mono, with music reduced by 20 dB as noise (Chromium 153). The
 * sharing person goes on hearing it. The sound of a whole screen contains the other participants' voices, so it is included
 * only where the browser can leave this page's sound out (Chromium from 141 on); this tab is not offered, for the same
 * reason.
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

/** At most 1920 × 1080, since larger surfaces cost too much to encode. Safari 17 refuses size constraints. */
function screenConstraints(): MediaTrackConstraints {
  const frameRate = { ideal: 15, max: 30 };
  const isSafari = /^(?!.*(Chrome|Android)).*Safari/.test(navigator.userAgent);
  return isSafari ? { frameRate } : { frameRate, width: { ideal: 1920 }, height: { ideal: 1080 } };
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}
