const qualities = [
  "calm",
  "bright",
  "quiet",
  "early",
  "gentle",
  "golden",
  "open",
  "warm",
  "clear",
  "autumn",
  "spring",
  "little",
  "sunny",
  "misty",
  "kind",
  "still",
];
const things = [
  "pine",
  "river",
  "lantern",
  "persimmon",
  "maple",
  "magpie",
  "stone",
  "porch",
  "plum",
  "moon",
  "garden",
  "hill",
  "willow",
  "brook",
  "lotus",
  "kite",
];
/** Without letters that look alike. */
const signs = "23456789abcdefghjkmnpqrstvwxyz";

/**
 * A pleasant name for a new space, such as `calm-pine-k7p2mx`: easy to say, and too many to guess
 * (256 pairs of words × 30⁶, about 2 × 10¹¹).
 */
export function newSpaceSlug(randomBytes: (length: number) => Uint8Array): string {
  const [first, second, ...rest] = randomBytes(8);
  // 30 does not divide 256: the slight lean to the first signs costs less than a bit in all.
  const tail = rest.map((byte) => signs[byte % signs.length]).join("");
  return `${qualities[first % qualities.length]}-${things[second % things.length]}-${tail}`;
}
