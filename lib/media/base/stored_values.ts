/**
 * Reads what this browser stored. Zod would do this too, but these few functions are part of what
 * every page loads before joining (7 KB with zod, and the page has 30 in all).
 */

/** A JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A number from `min` to `max`, or `undefined`. */
export function numberWithin(value: unknown, min: number, max: number): number | undefined {
  return typeof value === "number" && value >= min && value <= max ? value : undefined;
}

/** A boolean, or `undefined`. */
export function booleanOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** A string that is not empty, or `null`. */
export function stringOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** `value` where it is one of `choices`, or `undefined`. */
export function oneOf<T>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}
