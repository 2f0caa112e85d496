/** English words of the background. */
import type {
  BackgroundChoice,
  OwnPictureProblem,
} from "../../lib/media/ports/background_types.ts";
import type { ProcessingFailure } from "../../lib/media/ports/processor_port.ts";

export const enBackground = {
  title: "Background",
  choices: {
    "none": "My room",
    "blur-light": "Slightly blurred",
    "blur-strong": "Strongly blurred",
    "hanji": "Paper doors",
    "yard": "Yard",
    "night": "Lanterns",
    "pines": "Pines",
    "books": "Bookshelf",
    "dusk": "Dusk",
    "own": "My picture",
  } satisfies Record<BackgroundChoice, string>,
  add: "Choose a picture of your own",
  change: "Choose another picture",
  remove: "Remove my picture",
  stays: "Your picture stays in this browser. Others see it only behind you.",
  problem: {
    "too-large": "That file is too large. Up to 20 MB will do.",
    "not-a-picture": "That file is not a picture that this browser can show.",
    "not-kept": "This browser could not keep the picture. Is there space left on the disk?",
  } satisfies Record<OwnPictureProblem, string>,
  starting: "One moment. Until then your room is seen.",
  reduced: "This device is busy, so your video is smaller while the background is changed.",
  failed: {
    "unsupported": "Your room is seen: this browser cannot change the background.",
    "code-missing": "Your room is seen: the background did not load.",
    "refused": "Your room is seen: this browser does not run what the background needs.",
    "too-slow": "Your room is seen: this device is too slow for a background.",
    "stalled": "Your room is seen: the background has stopped.",
    "picture-missing": "Your room is seen: the picture for the background is missing.",
    "unexpected": "Your room is seen: the background has stopped.",
  } satisfies Record<ProcessingFailure, string>,
  remedy: {
    "unsupported": "A current Chrome, Edge, Firefox or Safari can.",
    "code-missing": "Check your connection and try again.",
    "refused": "A security setting or an extension may block WebAssembly.",
    "too-slow": "Close other apps, or choose a lower quality in the settings.",
    "stalled": "Try again, or reload the page.",
    "picture-missing": "Choose another one.",
    "unexpected": "Try again, or reload the page.",
  } satisfies Record<ProcessingFailure, string>,
  again: "Try again",
  cameraOff: "Turn off camera",
  understood: "OK",
};

export type BackgroundWords = typeof enBackground;
