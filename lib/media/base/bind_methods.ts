/** `model`, whose methods work without it too, as one takes them off a hook: `const { toggle } = useAudioSettings()`. */
export function bindMethods<T extends object>(model: T): T {
  const methods = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(model));
  for (const [name, { value }] of Object.entries(methods)) {
    if (name !== "constructor" && typeof value === "function") {
      Object.defineProperty(model, name, { value: value.bind(model) });
    }
  }
  return model;
}
