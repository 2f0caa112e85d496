import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Presence } from "../../contract/presence.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * Who is inside the space `slug` now, beginning with what the server rendered; followed while the
 * component lives, the page is visible, and `isWanted`.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function usePresence(
  slug: string,
  initial: Presence,
  isWanted = true,
): ReadonlySignal<Presence> {
  const models = useMediaModels("usePresence");
  // `initial` is only where it begins: a new object in a later rendering changes nothing.
  const model = useMemo(() => models.createPresence(slug, initial), [models, slug]);
  useEffect(() => isWanted ? model.start() : undefined, [model, isWanted]);
  return model.presence;
}
