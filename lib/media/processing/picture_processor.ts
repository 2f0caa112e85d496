import type {
  BackgroundChoice,
  OwnPictureProblem,
  ProcessingCost,
} from "../ports/background_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { TrackProcessor } from "./processor.ts";

/** A processor of a camera's track, whose background can be another from the next frame on. */
export interface PictureProcessor extends TrackProcessor {
  /** @throws {ProcessingError} `picture-missing` */
  setChoice(choice: BackgroundChoice): Promise<void>;
  onCost(listener: (cost: ProcessingCost) => void): void;
}

/** What is loaded when a background is first chosen. */
export interface BackgroundCode {
  /** @throws {ProcessingError} */
  createProcessor(page: PagePort, choice: BackgroundChoice): Promise<PictureProcessor>;
  readOwnPicture(): Promise<Blob | null>;
  keepOwnPicture(file: Blob): Promise<OwnPictureProblem | null>;
  removeOwnPicture(): Promise<void>;
}
