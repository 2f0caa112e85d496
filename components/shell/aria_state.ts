/**
 * The value of `aria-pressed` and the like, as a string: precompiled JSX on the server leaves out an attribute whose
 * value is `false`, and then a screen reader would not say *off*.
 */
export function ariaState(isTrue: boolean): "true" | "false" {
  return isTrue ? "true" : "false";
}
