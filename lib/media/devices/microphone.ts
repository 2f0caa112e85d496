import { type CaptureToggleParts, createCaptureToggle } from "./capture_toggle.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";

/** The switch of the microphone. Muted in a call it stays open, so that unmuting is instant. */
export function createMicrophone(parts: CaptureToggleParts): LocalTrackToggle {
  return createCaptureToggle(parts, true);
}
