import { useEffect } from "preact/hooks";
import { Layout } from "../call/layout.ts";
import type { LayoutModel } from "../call/layout_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall(({ call, media, voice: { storage, page } }) =>
  new Layout({ people: media.participantTracks, spotlight: call.spotlight, storage, page })
);

/**
 * How this browser shows the call: which pictures are large, and which are shown at all.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useLayout(): LayoutModel {
  const model = modelOf(useMediaModels("useLayout"));
  useEffect(() => model.start(), [model]);
  return model;
}
