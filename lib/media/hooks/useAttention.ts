import { useEffect } from "preact/hooks";
import { Attention, type AttentionModel } from "../space/attention.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

/** One a call, shared with `useKnocks`. */
export const attentionOf = onePerCall(({ media, voice }) =>
  new Attention({ people: media.participantTracks, voice })
);

/**
 * How we are told of a knock and of the first who comes: a sound, a flash or nothing. Pass `listens: true` in one component of
 * a call; elsewhere (settings) it only reads and changes the choice.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useAttention({ listens }: { listens: boolean }): AttentionModel {
  const model = attentionOf(useMediaModels("useAttention"));
  useEffect(() => model.start(), [model]);
  useEffect(() => listens ? model.watchArrivals() : undefined, [model, listens]);
  return model;
}
