import type { VideoSettingsModel } from "../ports/call_types.ts";

/** Whether a camera gives less than it was `asked` for, in pixels or frames a second. */
export function isLessVideo(
  { width = 0, height = 0, frameRate = 0 }: MediaTrackSettings,
  asked: VideoSettingsModel["videoCaptureOptions"]["value"]["resolution"],
): boolean {
  // A browser that does not say is not one that gives less. A phone held upright turns the sides.
  const isSmaller = width > 0 && height > 0 && Math.min(width, height) < asked.height;
  // Cameras give 29.97 for 30.
  const isSlower = frameRate > 0 && Math.round(frameRate) < asked.frameRate;
  return isSmaller || isSlower;
}
