/**
 * The value of `aria-pressed` and its like. Not the boolean itself: where a page is rendered on the
 * server by precompiled JSX, `false` leaves an attribute out, and "off" would be said by nobody.
 */
export function ariaState(isTrue: boolean): "true" | "false" {
  return isTrue ? "true" : "false";
}
