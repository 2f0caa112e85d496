import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Presence } from "../../contract/presence.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * The presence of the space `slug`, beginning with what the server rendered; followed while the component is mounted, the
 * page is visible, and `isWanted` is true.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function usePresence(
  slug: string,
  initial: Presence,
  isWanted = true,
): ReadonlySignal<Presence> {
  const models = useMediaModels("usePresence");
  // Not a dependency: a new `initial` in a later rendering changes nothing.
  const model = useMemo(() => models.createPresence(slug, initial), [models, slug]);
  useEffect(() => isWanted ? model.start() : undefined, [model, isWanted]);
  return model.presence;
}
