import { useEffect } from "preact/hooks";
import type { PushToTalkModel } from "../ports/call_types.ts";
import { PushToTalk } from "../voice/push_to_talk.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall(({ voice }) => new PushToTalk(voice));

/**
 * Talks while a key is held. Call `press` and `release` from your page's key events; `key` is the chosen key.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function usePushToTalk(): PushToTalkModel {
  const model = modelOf(useMediaModels("usePushToTalk"));
  useEffect(() => model.start(), [model]);
  return model;
}
