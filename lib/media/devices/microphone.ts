import { capturedSource, type CapturedSourceParts } from "./captured_source.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";

/** The switch of the microphone. Muted in a call it stays open, so that unmuting is instant. */
export function createMicrophone(parts: CapturedSourceParts): LocalTrackToggle {
  return capturedSource(parts, true);
}
