import { useEffect } from "preact/hooks";
import type { TalkingWhileMutedModel } from "../ports/call_types.ts";
import { TalkingWhileMuted } from "../voice/talking_while_muted.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall(({ voice }) => new TalkingWhileMuted(voice));

/**
 * Notices talking while muted. Pass `listens: true` in one component of a call; elsewhere (settings) it only reads and
 * changes the setting.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useTalkingWhileMuted({ listens }: { listens: boolean }): TalkingWhileMutedModel {
  const model = modelOf(useMediaModels("useTalkingWhileMuted"));
  useEffect(() => listens ? model.start() : model.load(), [model, listens]);
  return model;
}
