/**
 * Island props on their way to the browser: a table of rows that refer to each other by index, so
 * that a signal handed to two islands is one signal there too. `-1` stands for `undefined`; a row is
 * a primitive, `[0, …items]`, `[1, value]` for a signal, or an object of indices.
 */
import { isValidElement } from "preact";
import { Signal } from "@preact/signals";

/** @throws {TypeError} for what cannot cross: functions, elements, anything that is not JSON. */
export function serializeProps(root: unknown): string {
  const rows: unknown[] = [];
  const indices = new Map<unknown, number>();

  function put(value: unknown, path: string): number {
    if (value === undefined) return -1;
    const known = indices.get(value);
    if (known !== undefined) return known;
    const index = rows.push(null) - 1;
    indices.set(value, index);
    rows[index] = row(value, path);
    return index;
  }

  function row(value: unknown, path: string): unknown {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (value instanceof Signal) return [1, put(value.peek(), `${path}.value`)];
    if (Array.isArray(value)) return [0, ...value.map((item, i) => put(item, `${path}[${i}]`))];
    if (typeof value === "object" && !isValidElement(value)) {
      const prototype = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null) {
        return Object.fromEntries(
          Object.entries(value).map(([key, item]) => [key, put(item, `${path}.${key}`)]),
        );
      }
    }
    const what = isValidElement(value)
      ? "an element"
      : typeof value === "object"
      ? `a ${value.constructor?.name}`
      : `a ${typeof value} (${String(value).slice(0, 40)})`;
    throw new TypeError(`Cannot send ${what} to an island: ${path} is neither JSON nor a signal`);
  }

  put(root, "props");
  return JSON.stringify(rows);
}
