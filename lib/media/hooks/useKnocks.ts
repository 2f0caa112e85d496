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

/**
 * The waiting room: open knocks, with a sound or a flash for each new one (`useAttention`), while a component with it is
 * mounted and we may moderate.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useKnocks(): KnocksModel {
  const model = knocksOf(useMediaModels("useKnocks"));
  useEffect(() => model.start(), [model]);
  return model;
}
