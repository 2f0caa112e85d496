import type { MediaModels } from "../models.ts";
import type { VoiceParts } from "../voice_parts.ts";

/**
 * The one `T` of each call, made when its hook is first used: so its code is loaded with the
 * components that use it, and not with the page.
 */
export function onePerCall<T>(make: (voice: VoiceParts) => T): (models: MediaModels) => T {
  const made = new WeakMap<MediaModels, T>();
  return (models) => {
    const before = made.get(models);
    if (before !== undefined) return before;
    const model = make(models.voice);
    made.set(models, model);
    return model;
  };
}
