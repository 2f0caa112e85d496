import { useEffect } from "preact/hooks";
import { WaitingRoomList } from "../space/waiting_room_list.ts";
import type { KnocksModel } from "../space/moderation_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";
import { moderationOf } from "./useModeration.ts";

const knocksOf = onePerCall((models) => {
  return new WaitingRoomList({ ...models.voice, ...models.space }, moderationOf(models));
});

/**
 * The waiting room: open knocks, with a sound for each new one, while the component is mounted and we may moderate. Use it
 * in one component of a call, since each rings.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useKnocks(): KnocksModel {
  const model = knocksOf(useMediaModels("useKnocks"));
  useEffect(() => model.start(), [model]);
  return model;
}
