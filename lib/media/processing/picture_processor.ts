import type { BackgroundChoice, OwnPictureProblem } from "../ports/background_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { PictureCost, Processor, ProcessorListener } from "../ports/processor_port.ts";

/** A processor of a camera's track, whose background can be another from the next frame on. */
export interface PictureProcessor
  extends Processor<MediaStreamTrack, ProcessorListener<PictureCost>> {
  /** @throws {ProcessingError} `picture-missing` */
  setChoice(choice: BackgroundChoice): Promise<void>;
}

/** What is loaded when a background is first chosen. */
export interface BackgroundCode {
  /** @throws {ProcessingError} */
  createProcessor(page: PagePort, choice: BackgroundChoice): Promise<PictureProcessor>;
  readOwnPicture(): Promise<Blob | null>;
  keepOwnPicture(file: Blob): Promise<OwnPictureProblem | null>;
  removeOwnPicture(): Promise<void>;
}
