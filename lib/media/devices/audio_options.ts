import type { AudioOption, AudioOptionsFound } from "../ports/call_types.ts";

/** Reads from `track.getSettings()` which options are in effect. Options unknown to the browser are left out. */
export function readAudioOptions(
  track: MediaStreamTrack,
  options: readonly AudioOption[],
): AudioOptionsFound {
  const found: Partial<Record<AudioOption, boolean>> = {};
  // TypeScript's DOM types do not have `voiceIsolation` yet.
  for (const [name, value] of Object.entries(track.getSettings())) {
    const option = options.find((option) => option === name);
    // `echoCancellation` is a string in newer browsers: `all`, `remote-only`.
    if (option) found[option] = value !== false;
  }
  return found;
}

/**
 * Changes the options of a live track without interrupting it. Resolves to whether all of them are
 * in effect: some browsers refuse, some accept and change nothing.
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
