/** The files of `@sapphi-red/web-noise-suppressor` that browsers load from our server, and their addresses. */

/** The package's version, part of each address: a file never changes under its address. */
export const noiseFilesVersion = "0.4.1";

/** By the name in the address: the file as the package exports it. */
export const noiseFiles = {
  "gtcrn.js": "gtcrnWorklet.js",
  "gtcrn.wasm": "gtcrn.wasm",
  "rnnoise.js": "rnnoiseWorklet.js",
  "rnnoise.wasm": "rnnoise.wasm",
  "rnnoise_simd.wasm": "rnnoise_simd.wasm",
} as const;

export type NoiseFileName = keyof typeof noiseFiles;

/** The path of a file on our server. */
export function noiseFileAddress(name: NoiseFileName): string {
  return `/noise/${noiseFilesVersion}/${name}`;
}
