/** Loaded by a click alone. */
export const heavyWord = "heavy-word-that-only-the-lazy-chunk-holds";
