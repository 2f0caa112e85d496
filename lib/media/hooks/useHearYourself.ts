import { useEffect } from "preact/hooks";
import type { HearYourselfModel } from "../ports/call_types.ts";
import { HearYourself } from "../voice/hear_yourself.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall(({ voice }) => new HearYourself(voice));

/**
 * Records one's own microphone and plays it back; stops when the component unmounts.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useHearYourself(): HearYourselfModel {
  const model = modelOf(useMediaModels("useHearYourself"));
  useEffect(() => () => model.stop(), [model]);
  return model;
}
