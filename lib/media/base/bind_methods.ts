/** Binds the methods of `model` to it, for hooks: `const { toggle } = useAudioSettings()`. Returns `model`. */
export function bindMethods<T extends object>(model: T): T {
  const methods = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(model));
  for (const [name, { value }] of Object.entries(methods)) {
    if (name !== "constructor" && typeof value === "function") {
      Object.defineProperty(model, name, { value: value.bind(model) });
    }
  }
  return model;
}
