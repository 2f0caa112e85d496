/** What is loaded when a background is first chosen. */
import type { BackgroundChoice } from "../ports/background_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { SentBackground } from "./background_messages.ts";
import { BackgroundProcessor } from "./background_processor.ts";
import { pictureFiles } from "./background_files.ts";
import type { PictureProcessor } from "./picture_processor.ts";
import { readOwnPicture } from "./own_picture.ts";
import { ProcessingError } from "../ports/processor_port.ts";

export { keepOwnPicture, readOwnPicture, removeOwnPicture } from "./own_picture.ts";

/** The size in which a picture of ours is drawn; a smaller frame takes it smaller. */
const drawnSize = { width: 1280, height: 720 };

/** @throws {ProcessingError} */
export async function createProcessor(
  page: PagePort,
  choice: BackgroundChoice,
): Promise<PictureProcessor> {
  const processor = new BackgroundProcessor(page, await backgroundOf(choice));
  let latest = choice;
  return Object.assign(processor, {
    async setChoice(choice: BackgroundChoice) {
      latest = choice;
      const background = await backgroundOf(choice);
      // Several clicks in a row: the last one holds, in whatever order the pictures come.
      if (latest === choice) processor.setBackground(background);
    },
  });
}

async function backgroundOf(choice: BackgroundChoice): Promise<SentBackground> {
  if (choice === "none" || choice === "blur-light") return { kind: "blur", strength: "light" };
  if (choice === "blur-strong") return { kind: "blur", strength: "strong" };
  try {
    const bitmap = choice === "own" ? await readOwn() : await drawPicture(pictureFiles[choice]);
    return { kind: "picture", bitmap };
  } catch (cause) {
    throw new ProcessingError("picture-missing", { cause });
  }
}

async function readOwn(): Promise<ImageBitmap> {
  const picture = await readOwnPicture();
  if (!picture) throw new TypeError("There is no picture of one's own");
  return await createImageBitmap(picture);
}

/** Draws an SVG, which a worker cannot. */
async function drawPicture(address: string): Promise<ImageBitmap> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(drawnSize.width, drawnSize.height);
  canvas.getContext("2d")?.drawImage(image, 0, 0, drawnSize.width, drawnSize.height);
  return canvas.transferToImageBitmap();
}
