import type { VideoPreset } from "../../lib/media/ports/call_types.ts";

/**
 * The most that a camera sends, in bits per second: LiveKit's bit rate for each size, plus the smaller layers of
 * simulcast, as `cameraLayers()` has them.
 */
export const bitsPerSecond: Readonly<Record<VideoPreset, number>> = {
  "480p": 500_000 + 125_000,
  "720p": 1_700_000 + 450_000 + 160_000,
  "1080p": 3_000_000 + 450_000 + 160_000,
};

/** The most gigabytes that an hour of the camera sends, such as `1.0`. */
export function gigabytesAnHour(preset: VideoPreset): string {
  return (bitsPerSecond[preset] / 8 * 3600 / 1e9).toFixed(1);
}
