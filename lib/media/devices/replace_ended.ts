import { MediaFailure } from "../base/media_failure.ts";
import type { CaptureKind } from "../ports/call_types.ts";
import type { Capture } from "./capture.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";
import type { MediaDevices } from "./media_devices.ts";
import type { Permissions } from "./permissions.ts";

/** Dependencies of `replaceEnded`. */
export interface ReplaceEndedParts {
  readonly captures: Readonly<Record<CaptureKind, Capture>>;
  readonly sources: Readonly<Record<CaptureKind, LocalTrackToggle>>;
  readonly devices: Pick<MediaDevices, "refresh" | "handleFailure" | "handleEnded">;
  readonly permissions: Permissions;
  onFailure(failure: MediaFailure): void;
}

/** A capture has ended by itself: opens another device, where that needs no permission prompt. */
export async function replaceEnded(
  { captures, sources, devices, permissions, onFailure }: ReplaceEndedParts,
  kind: CaptureKind,
  ended: MediaStreamTrack,
): Promise<void> {
  const capture = captures[kind];
  async function findRefusal(): Promise<MediaFailure | null> {
    // Listed now, so that the next capture does not ask for the missing device.
    await devices.refresh();
    const permission = permissions.states[kind].peek();
    if (permission === "granted") return null;
    return new MediaFailure(permission === "prompt" ? "dismissed" : permission, kind);
  }
  const wasOn = await sources[kind].recover(findRefusal);
  // Muted, or used by a meter only: its holders get another device as well.
  const refusal = wasOn ? null : await findRefusal();
  if (!wasOn && !refusal) {
    await capture.reopen().catch((error) => devices.handleFailure(kind, error));
  }
  const isReplaced = capture.stream.peek() !== null;
  // A permission that has to be asked for again is reported when it is next switched on.
  const isBlocked = refusal !== null && refusal.type !== "dismissed";
  if (isBlocked) onFailure(refusal);
  const news = isReplaced ? "gone" : wasOn || isBlocked ? null : "lost";
  devices.handleEnded(kind, ended.label, { news, wasSwitchedOff: wasOn && !isReplaced });
}
