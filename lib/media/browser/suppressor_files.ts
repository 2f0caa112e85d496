import type { Suppressor } from "../ports/processor_port.ts";

/** The addresses of the suppressors' files, whole: the build (compat/processing_files.ts) puts their hashes into them. */
export const suppressorFiles: Readonly<
  Record<Suppressor, { readonly worklet: string; readonly wasm: string }>
> = {
  gtcrn: { worklet: "/processing/gtcrn_worklet.js", wasm: "/processing/gtcrn.wasm" },
  rnnoise: { worklet: "/processing/rnnoise_worklet.js", wasm: "/processing/rnnoise.wasm" },
};

/** RNNoise for browsers with SIMD. */
export const rnnoiseSimdFile = "/processing/rnnoise_simd.wasm";

/** The worklet that watches theirs. */
export const watchFile = "/processing/quiet_worklet.js";
