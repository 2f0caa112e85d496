/**
 * Validate values from localStorage. Not by zod: every page loads this before joining, and zod alone would be
 * 7 KB of its 30.
 */
import type { StoragePort } from "../ports/storage_port.ts";

/**
 * The record that was stored under `key` as `{ version: 1, … }`, or an empty one. Its other values are not
 * validated.
 */
export function readVersion1(storage: StoragePort, key: string): Readonly<Record<string, unknown>> {
  const stored = storage.read(key);
  return isRecord(stored) && stored.version === 1 ? stored : {};
}

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
