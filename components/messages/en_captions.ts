/** English words of captions. */
import type { CaptionPlace, CaptionSize } from "../../lib/media/call/caption_types.ts";

export const enCaptions = {
  title: "Captions",
  on: "Captions are on: an agent writes down what is said.",
  show: "Show captions",
  hide: "Hide captions",
  place: "Place",
  places: { under: "Under", beside: "Beside" } satisfies Record<CaptionPlace, string>,
  size: "Text size",
  sizes: { small: "Small", medium: "Medium", large: "Large" } satisfies Record<CaptionSize, string>,
  none: "Nothing was said yet.",
};

export type CaptionWords = typeof enCaptions;
