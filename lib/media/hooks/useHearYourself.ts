import { useEffect } from "preact/hooks";
import type { HearYourselfModel } from "../ports/call_types.ts";
import { HearYourself } from "../voice/hear_yourself.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall(({ voice }) => new HearYourself(voice));

/**
 * One's own microphone, recorded and played back; it stops when the component goes.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useHearYourself(): HearYourselfModel {
  const model = modelOf(useMediaModels("useHearYourself"));
  useEffect(() => () => model.stop(), [model]);
  return model;
}
