import type { Signal } from "@preact/signals";

/** Not a default export, and an island in an island as well. */
export function Mirror({ count }: { count: Signal<number> }) {
  return <p class="mirror">Mirror: {count}</p>;
}
