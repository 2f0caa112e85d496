import { computed } from "@preact/signals";
import { reactions } from "../../contract/reactions.ts";
import type { ReactionsModel } from "../call/reaction_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const reactionsOf = onePerCall(({ media, react }): ReactionsModel => ({
  choices: reactions,
  shown: computed(() =>
    media.participantTracks.value.flatMap((person) =>
      person.reactions.value.map((shown) => ({ ...shown, person }))
    )
  ),
  react,
}));

/**
 * Reactions: a sign that all see for a moment.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useReactions(): ReactionsModel {
  return reactionsOf(useMediaModels("useReactions"));
}
