import { type LocalVideoTrack, VideoPresets, VideoPresets43 } from "livekit-client";

/** One simulcast layer of a camera. */
export interface CameraLayer {
  /** The captured size over the sent one, in each direction; 1 or more. */
  readonly scaleResolutionDownBy: number;
  /** Bits a second, at most. */
  readonly maxBitrate: number;
  /** Frames a second, at most. */
  readonly maxFramerate: number;
}

/**
 * The longer side, in pixels, from which on Chromium sends a third layer; it drops the last layer of a smaller picture
 * (libwebrtc's `kSimulcastFormats`).
 */
const threeLayersFrom = 960;

/**
 * The `count` layers of a picture of `width` × `height` pixels, upright or not, smallest first, with livekit-client's own
 * sizes and bit rates (`VideoPresets`).
 *
 * A large picture with two layers (it began small) is sent as the middle layer and the whole. Chromium sends whole 1080p
 * only at some 1.2 Mbit/s, and its estimate grows from that of 480p by 8 % a second: with the smallest layer instead of the
 * middle one the others would see 320 × 180 until then.
 */
export function cameraLayers(count: number, width: number, height: number): CameraLayer[] {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const isWide = Math.abs(long / short - 16 / 9) < Math.abs(long / short - 4 / 3);
  const named = isWide ? VideoPresets : VideoPresets43;
  const whole = Object.values(named).find((preset) => preset.width >= long) ?? named.h1440;
  const { maxBitrate, maxFramerate = 30 } = whole.encoding;
  const smaller = long < threeLayersFrom
    ? [named.h180]
    : count < 3
    ? [named.h360]
    : [named.h180, named.h360];
  const layers = smaller
    .map(({ height, encoding }) => ({
      scaleResolutionDownBy: Math.max(1, short / height),
      maxBitrate: Math.min(encoding.maxBitrate, maxBitrate),
      maxFramerate: Math.min(encoding.maxFramerate ?? 30, maxFramerate),
    }));
  const entire = { scaleResolutionDownBy: 1, maxBitrate, maxFramerate };
  return Array.from({ length: count }, (_, i) => i < count - 1 && layers[i] || entire);
}

/**
 * Replaces the camera's track. livekit-client 2.23 adapts its layers by itself, but only those that are watched at that
 * moment, and none where the new size wants another number of layers (two below 960 pixels, else three), which is fixed at
 * publishing: a camera that began at 480p stayed at half a megabit. So the SDK is told that it knows the size already, and
 * `fitLayers()` adapts the layers.
 */
export async function replacePicture(track: LocalVideoTrack, by: MediaStreamTrack): Promise<void> {
  const { width, height } = by.getSettings();
  if (width && height) track.lastEncodedDimensions = { width, height };
  // `true`: the track is ours, so that the SDK neither stops it nor captures another one by itself.
  await track.replaceTrack(by, true);
}

/** Adapts each layer's size and bit rate to the picture's present size. */
export async function fitLayers(track: LocalVideoTrack): Promise<void> {
  // The SDK switches layers on and off under this lock; without it each would undo the other's change.
  const lock: { lock(): Promise<() => void> } | undefined = Reflect.get(track, "senderLock");
  const unlock = await lock?.lock();
  try {
    const { sender } = track;
    const { width, height } = track.mediaStreamTrack.getSettings();
    if (!sender || !width || !height) return;
    const parameters = sender.getParameters();
    const layers = cameraLayers(parameters.encodings.length, width, height);
    parameters.encodings.forEach((encoding, i) => Object.assign(encoding, layers[i]));
    // The SDK's copy, by which it switches layers on in Firefox.
    Reflect.set(track, "encodings", parameters.encodings.map((encoding) => ({ ...encoding })));
    await sender.setParameters(parameters);
  } finally {
    unlock?.();
  }
}
