import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Presence } from "../../contract/presence.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * Who is inside the space `slug` now, beginning with what the server rendered; looked up again
 * while the component lives and the page is visible.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function usePresence(slug: string, initial: Presence): ReadonlySignal<Presence> {
  const models = useMediaModels("usePresence");
  // `initial` is only where it begins: a new object in a later rendering changes nothing.
  const model = useMemo(() => models.createPresence(slug, initial), [models, slug]);
  useEffect(() => model.start(), [model]);
  return model.presence;
}
