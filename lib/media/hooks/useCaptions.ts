import { useEffect } from "preact/hooks";
import type { CaptionsModel } from "../call/caption_types.ts";
import { Captions } from "../call/captions.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const captionsOf = onePerCall(({ media, voice, chatListeners }): CaptionsModel =>
  new Captions({
    storage: voice.storage,
    people: media.participantTracks,
    listeners: chatListeners,
    now: Date.now,
  })
);

/**
 * The captions that agents write, followed while a component that uses them is mounted.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useCaptions(): CaptionsModel {
  const model = captionsOf(useMediaModels("useCaptions"));
  useEffect(() => model.start(), [model]);
  return model;
}
