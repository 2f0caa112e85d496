import type { AudioOption, AudioOptionsFound } from "../ports/call_types.ts";

/** What a track really does; an option that the browser does not know is not among them. */
export function readAudioOptions(
  track: MediaStreamTrack,
  options: readonly AudioOption[],
): AudioOptionsFound {
  const found: Partial<Record<AudioOption, boolean>> = {};
  // The type of the DOM library knows no voice isolation yet.
  for (const [name, value] of Object.entries(track.getSettings())) {
    const option = options.find((option) => option === name);
    // Newer browsers answer how the echo is cancelled: `all`, `remote-only`.
    if (option) found[option] = value !== false;
  }
  return found;
}

/**
 * Asks a live track for other options, without a drop. Answers whether it does them now: some
 * browsers refuse, and some agree and do nothing.
 */
export async function applyAudioOptions(
  track: MediaStreamTrack,
  constraints: MediaTrackConstraints,
  wanted: Readonly<Record<AudioOption, boolean>>,
  options: readonly AudioOption[],
): Promise<boolean> {
  try {
    await track.applyConstraints(constraints);
  } catch {
    return false;
  }
  const found = readAudioOptions(track, options);
  return options.every((option) => (found[option] ?? wanted[option]) === wanted[option]);
}
