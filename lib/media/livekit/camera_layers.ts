import { type LocalVideoTrack, VideoPresets, VideoPresets43 } from "livekit-client";

/** How one of the pictures is sent that a camera is sent as (simulcast). */
export interface CameraLayer {
  /** How many times smaller than captured, in each direction; 1 or more. */
  readonly scaleResolutionDownBy: number;
  /** Bits a second, at most. */
  readonly maxBitrate: number;
  /** Frames a second, at most. */
  readonly maxFramerate: number;
}

/**
 * The longer side, in pixels, from which on Chromium sends a third layer; of a smaller picture it leaves
 * out the last, whatever it is told (libwebrtc's `kSimulcastFormats`).
 */
const threeLayersFrom = 960;

/**
 * How a picture of `width` × `height` pixels, upright or not, is sent in `count` layers, smallest
 * first: livekit-client's own sizes and bit rates (`VideoPresets`), for any count and size.
 *
 * Two layers of a large picture (it began small) are the middle one and the whole. Chromium sends the
 * whole of 1080p only once it knows of some 1.2 Mbit/s, and from what 480p took it gets there by 8 % a
 * second: until then the others would see 320 × 180.
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
 * Sends another picture in place of the camera's. livekit-client 2.23 would fit its layers by itself, but
 * only those that somebody watches at that moment, and none where it would have sent another number
 * of them (two below 960 pixels, else three), which is fixed when they are published: what began at
 * 480p stayed at half a megabit, and nothing more was switched on or off. So it is told that the size
 * is known to it, and `fitLayers()` does it.
 */
export async function replacePicture(track: LocalVideoTrack, by: MediaStreamTrack): Promise<void> {
  const { width, height } = by.getSettings();
  if (width && height) track.lastEncodedDimensions = { width, height };
  // `true`: ours, so that the SDK neither stops it nor captures another one by itself.
  await track.replaceTrack(by, true);
}

/** Sends each layer as the picture's size of now wants it. */
export async function fitLayers(track: LocalVideoTrack): Promise<void> {
  // The SDK switches layers on and off under this lock; without it one of us undoes what the other did.
  const lock: { lock(): Promise<() => void> } | undefined = Reflect.get(track, "senderLock");
  const unlock = await lock?.lock();
  try {
    const { sender } = track;
    const { width, height } = track.mediaStreamTrack.getSettings();
    if (!sender || !width || !height) return;
    const parameters = sender.getParameters();
    const layers = cameraLayers(parameters.encodings.length, width, height);
    parameters.encodings.forEach((encoding, i) => Object.assign(encoding, layers[i]));
    // The SDK's copy: what it switches on in Firefox is as this says.
    Reflect.set(track, "encodings", parameters.encodings.map((encoding) => ({ ...encoding })));
    await sender.setParameters(parameters);
  } finally {
    unlock?.();
  }
}
