import { useEffect } from "preact/hooks";
import { WaitingRoomList } from "../space/waiting_room_list.ts";
import type { KnocksModel } from "../space/moderation_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";
import { attentionOf } from "./useAttention.ts";
import { moderationOf } from "./useModeration.ts";

const knocksOf = onePerCall((models) => {
  const { space, voice: { page } } = models;
  const attention = attentionOf(models);
  return new WaitingRoomList({ ...space, page, attention }, moderationOf(models));
});

/** Options of `useKnocks`. */
export interface KnocksOptions {
  /** Follows the knocks, and rings for each new one: in one component of a call. Others only show them. */
  readonly follows?: boolean;
}

/**
 * The waiting room: open knocks, with a sound for each new one, while the component is mounted and we may moderate.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useKnocks({ follows = true }: KnocksOptions = {}): KnocksModel {
  const model = knocksOf(useMediaModels("useKnocks"));
  useEffect(() => follows ? model.start() : undefined, [model, follows]);
  return model;
}
