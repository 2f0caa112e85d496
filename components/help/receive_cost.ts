import type { ParticipantTracks, ReceiveMode } from "../../lib/media/ports/call_types.ts";

/** LiveKit's bit rates of a camera's layers (`cameraLayers()`), of which a tile's size takes one. */
const cameraBits = { large: 1_700_000, middle: 450_000, small: 160_000 };
/** Of a shared screen, 1080p at 15 frames a second, and at 5. */
const screenBits = { full: 2_500_000, few: 900_000 };
/** Of one voice as measured, with redundancy. Silent people send almost nothing. */
const voiceBits = 80_000;
/** Of a shared screen's sound, as measured. */
const screenSoundBits = 130_000;
/** People who speak at once, and tiles of one page, at most. */
const mostVoices = 3;
const mostTiles = 25;

/** What the others send now. */
export interface Sent {
  readonly cameras: number;
  readonly screens: number;
  readonly people: number;
}

/** Counts what is sent, received or left out. Reads signals. */
export function sentBy(people: readonly ParticipantTracks[]): Sent {
  const others = people.filter(({ isLocal }) => !isLocal);
  return {
    cameras: others.filter((one) => one.camera.value || one.isCameraLeftOut.value).length,
    screens: others.filter((one) => one.screen.value || one.isScreenLeftOut.value).length,
    people: others.length,
  };
}

/** The most that receiving costs, in bits a second. */
export function receivedBits(mode: ReceiveMode, { cameras, screens, people }: Sent): number {
  const sound = Math.min(people, mostVoices) * voiceBits + screens * screenSoundBits;
  if (mode === "sound") return sound;
  const tiles = Math.min(cameras, mostTiles);
  if (mode === "lighter") {
    return sound + tiles * cameraBits.small + screens * screenBits.few;
  }
  const size = tiles <= 2 ? "large" : tiles <= 9 ? "middle" : "small";
  return sound + tiles * cameraBits[size] + screens * screenBits.full;
}

/** An hour of it: `65 MB`, `0.8 GB`. */
export function dataAnHour(bitsPerSecond: number): string {
  const megabytes = bitsPerSecond / 8 * 3600 / 1e6;
  return megabytes < 1000
    ? `${Math.ceil(megabytes / 5) * 5} MB`
    : `${(megabytes / 1000).toFixed(1)} GB`;
}
