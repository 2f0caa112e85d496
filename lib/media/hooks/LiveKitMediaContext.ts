import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { MediaModels } from "../models.ts";

/** The models of the call. `null` outside a `LiveKitRoomProvider`. */
export const LiveKitMediaContext = createContext<MediaModels | null>(null);

/**
 * The models of the call around this component.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`; its message names `hook`.
 */
export function useMediaModels(hook: string): MediaModels {
  const models = useContext(LiveKitMediaContext);
  if (!models) throw new TypeError(`${hook} must be used inside a LiveKitRoomProvider`);
  return models;
}
