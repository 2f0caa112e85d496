import type { MediaDevicesModel } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * The lists of devices, and the permission to use them, which is asked for only on request.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useMediaDevices(): MediaDevicesModel {
  return useMediaModels("useMediaDevices").devices;
}
