import type { StoragePort } from "../ports/storage_port.ts";

/**
 * A `StoragePort` over `localStorage`, or over `sessionStorage`: of this tab alone, over a reload. Where it is forbidden or full,
 * values are not kept.
 */
export class WebStoragePort implements StoragePort {
  readonly #area: "localStorage" | "sessionStorage";

  constructor(area: "localStorage" | "sessionStorage" = "localStorage") {
    this.#area = area;
  }

  read(key: string): unknown {
    try {
      const text = globalThis[this.#area].getItem(key);
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  write(key: string, value: unknown): void {
    try {
      globalThis[this.#area].setItem(key, JSON.stringify(value));
    } catch {
      // Private window or full disk: the choice holds for this page only.
    }
  }

  onChange(key: string, listener: () => void): () => void {
    function onStorage(event: StorageEvent): void {
      if (event.key === key) listener();
    }
    globalThis.addEventListener("storage", onStorage);
    return () => globalThis.removeEventListener("storage", onStorage);
  }
}
