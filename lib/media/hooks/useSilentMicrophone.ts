import { useEffect } from "preact/hooks";
import { SilentMicrophone } from "../voice/silent_microphone.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall(({ voice }) => new SilentMicrophone(voice));

/**
 * While the component is mounted: where the chosen microphone is on in a call and silent, offers another one that hears a
 * voice, in the notice of `useMediaDevices`. Use it in one component of a call.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useSilentMicrophone(): void {
  const model = modelOf(useMediaModels("useSilentMicrophone"));
  useEffect(() => model.start(), [model]);
}
