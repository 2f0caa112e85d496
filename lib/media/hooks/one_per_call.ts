import { bindMethods } from "../base/bind_methods.ts";
import type { MediaModels } from "../models.ts";

/**
 * The one `T` of each call, made when its hook is first used: so its code is loaded with the
 * components that use it, and not with the page.
 */
export function onePerCall<T extends object>(
  make: (models: MediaModels) => T,
): (models: MediaModels) => T {
  const made = new WeakMap<MediaModels, T>();
  return (models) => {
    const before = made.get(models);
    if (before !== undefined) return before;
    const model = bindMethods(make(models));
    made.set(models, model);
    return model;
  };
}
