/** Version numbers, as programs print them. */

/** Major, minor, patch. */
export type Version = readonly [number, number, number];

/** The first `1.2.3` in `text`, or `null`. */
export function parseVersion(text: string): Version | null {
  const match = /(?<![\d.])(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match && [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Whether `version` is `least` or newer. */
export function isAtLeast(version: Version, least: Version): boolean {
  for (let i = 0; i < 3; i++) {
    if (version[i] !== least[i]) return version[i] > least[i];
  }
  return true;
}
