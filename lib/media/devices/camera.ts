import { capturedSource, type CapturedSourceParts } from "./captured_source.ts";
import type { SwitchedSource } from "./switched_source.ts";

/** The switch of the camera. Whenever it is off, the camera is let go and its light goes out. */
export function createCamera(parts: CapturedSourceParts): SwitchedSource {
  return capturedSource(parts, false);
}
