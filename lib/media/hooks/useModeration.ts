import { Moderation } from "../space/moderation.ts";
import type { ModerationModel } from "../space/moderation_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

/** One a call, shared with `useKnocks`. */
export const moderationOf = onePerCall(({ space }) => new Moderation(space));

/**
 * Acts on participants and on the space, for its owner and moderators.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useModeration(): ModerationModel {
  return moderationOf(useMediaModels("useModeration"));
}
