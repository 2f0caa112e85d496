import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { SpacePageData } from "../../contract/visit.ts";
import { browserPorts } from "../browser/browser_ports.ts";
import { createMediaModels } from "../create_media_models.ts";
import type { MediaPorts } from "../ports/media_ports.ts";
import { LiveKitMediaContext } from "./LiveKitMediaContext.ts";

/** What a `LiveKitRoomProvider` is given. */
export interface LiveKitRoomProviderProps {
  /** What the server knows of this visit: the space, the visitor, where LiveKit is. */
  visit: SpacePageData;
  /** For tests, and for hosts with another backend. Default: this browser. */
  ports?: MediaPorts;
  children?: ComponentChildren;
}

/**
 * Owns the call of one space: fetches the token, owns the one Room, its state and its error. Its
 * children are mounted at once and stay while it connects. Nothing happens before a method of the
 * hooks is called: no capture, no connection, no token.
 */
export function LiveKitRoomProvider(
  { visit, ports, children }: LiveKitRoomProviderProps,
): VNode {
  const models = useMemo(
    () => createMediaModels(visit, ports ?? browserPorts()),
    [visit.roomName, ports],
  );
  useEffect(() => models.start(), [models]);
  return <LiveKitMediaContext.Provider value={models}>{children}</LiveKitMediaContext.Provider>;
}
