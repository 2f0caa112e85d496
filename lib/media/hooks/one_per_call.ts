import { bindMethods } from "../base/bind_methods.ts";
import type { MediaModels } from "../models.ts";

/**
 * Creates one `T` a call, when its hook is first used, so that its code is loaded with the components that use it.
 */
export function onePerCall<T extends object>(
  create: (models: MediaModels) => T,
): (models: MediaModels) => T {
  const instances = new WeakMap<MediaModels, T>();
  return (models) => {
    const before = instances.get(models);
    if (before !== undefined) return before;
    const model = bindMethods(create(models));
    instances.set(models, model);
    return model;
  };
}
