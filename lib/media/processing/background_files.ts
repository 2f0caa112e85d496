import type { BackgroundPicture } from "../ports/background_types.ts";

/** The addresses of the background's files, whole: the build puts their hashes into them. */
export const backgroundFiles = {
  worker: "/processing/background_worker.js",
  wasm: "/processing/tflite-simd-1-0-0.wasm",
  model: "/processing/selfie_segmentation_landscape.tflite",
} as const;

/** Our own pictures. */
export const pictureFiles: Readonly<Record<BackgroundPicture, string>> = {
  hanji: "/processing/hanji.svg",
  yard: "/processing/yard.svg",
  night: "/processing/night.svg",
  pines: "/processing/pines.svg",
  books: "/processing/books.svg",
  dusk: "/processing/dusk.svg",
};
