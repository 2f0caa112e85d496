import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import type { SpacePageData } from "../../contract/visit.ts";
import { browserPorts } from "../browser/browser_ports.ts";
import { createMediaModels } from "../create_media_models.ts";
import type { MediaPorts } from "../ports/media_ports.ts";
import { LiveKitMediaContext } from "./LiveKitMediaContext.ts";

/** The props of `LiveKitRoomProvider`. */
export interface LiveKitRoomProviderProps {
  /** The server's data of this visit: the space, the visitor, LiveKit's address. */
  visit: SpacePageData;
  /** For tests, and for hosts with another backend. Default: `browserPorts()`. */
  ports?: MediaPorts;
  children?: ComponentChildren;
}

/**
 * Owns the call of one space: its token, its Room, its state and its error. The children are mounted at once and stay while
 * it connects. It captures, connects and requests nothing before a hook's method is called.
 */
export function LiveKitRoomProvider(
  { visit, ports, children }: LiveKitRoomProviderProps,
): VNode {
  const models = useMemo(
    () => createMediaModels(visit, ports ?? browserPorts()),
    [visit.roomName, ports],
  );
  // Not after the paint: clicks that were made before the page was live are replayed in this task.
  useLayoutEffect(() => models.start(), [models]);
  return <LiveKitMediaContext.Provider value={models}>{children}</LiveKitMediaContext.Provider>;
}
