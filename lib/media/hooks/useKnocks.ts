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
 * Who waits to be let in, told and rung for while the component lives and we may let people in. In one component of the
 * call only: each rings.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useKnocks(): KnocksModel {
  const model = knocksOf(useMediaModels("useKnocks"));
  useEffect(() => model.start(), [model]);
  return model;
}
