import type { LiveKitCall } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * The connection of the call: its state, its error, joining, leaving and rejoining.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useLiveKit(): LiveKitCall {
  return useMediaModels("useLiveKit").call;
}
