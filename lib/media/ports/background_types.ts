/** What stands behind oneself in one's own picture: the types of its model. */
import type { ReadonlySignal } from "@preact/signals";
import type { PictureCost, ProcessingFailure } from "./processor_port.ts";

/** Our own pictures, in the order in which they are offered. */
export const backgroundPictures = ["hanji", "yard", "night", "pines", "books", "dusk"] as const;

/** One of our own pictures. */
export type BackgroundPicture = typeof backgroundPictures[number];

/** What is behind: the room as it is, the room blurred, one of our pictures, or one's `own` from the disk. */
export type BackgroundChoice = "none" | "blur-light" | "blur-strong" | BackgroundPicture | "own";

/** `off`: nothing is chosen, or the camera is closed. `failed`: the plain picture is shown and sent. */
export type BackgroundState =
  | { readonly status: "off" | "starting" }
  | { readonly status: "on"; readonly cost: PictureCost | null }
  | { readonly status: "failed"; readonly reason: ProcessingFailure };

/** Why a file cannot be one's own background: more than 20 MB, or no picture that this browser can read, or kept. */
export type OwnPictureProblem = "too-large" | "not-a-picture" | "not-kept";

/** What stands behind oneself; stored in this browser. */
export interface BackgroundModel {
  readonly choice: ReadonlySignal<BackgroundChoice>;
  readonly state: ReadonlySignal<BackgroundState>;
  /** The address of one's own picture, for an image; `null`: there is none, or `loadOwnPicture` was not called. */
  readonly ownPicture: ReadonlySignal<string | null>;
  readonly ownPictureProblem: ReadonlySignal<OwnPictureProblem | null>;
  /** Chooses, and tries again after a failure. */
  choose(choice: BackgroundChoice): void;
  loadOwnPicture(): Promise<void>;
  /** Keeps `file`, made smaller, in this browser alone, and chooses it. */
  chooseOwnPicture(file: Blob): Promise<void>;
  removeOwnPicture(): Promise<void>;
}
