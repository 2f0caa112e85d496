import type { VideoSettingsModel } from "../ports/call_types.ts";

/** Whether a camera gives fewer pixels or frames a second than it was `asked` for. */
export function isLessVideo(
  { width = 0, height = 0, frameRate = 0 }: MediaTrackSettings,
  asked: VideoSettingsModel["videoCaptureOptions"]["value"]["resolution"],
): boolean {
  // A missing setting counts as enough. A phone held upright swaps width and height.
  const isSmaller = width > 0 && height > 0 && Math.min(width, height) < asked.height;
  // Cameras give 29.97 for 30.
  const isSlower = frameRate > 0 && Math.round(frameRate) < asked.frameRate;
  return isSmaller || isSlower;
}
