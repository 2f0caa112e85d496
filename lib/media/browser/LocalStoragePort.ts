import type { StoragePort } from "../ports/storage_port.ts";

/** A `StoragePort` over `localStorage`. Where it is forbidden or full, values are not kept. */
export class LocalStoragePort implements StoragePort {
  read(key: string): unknown {
    try {
      const text = localStorage.getItem(key);
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  write(key: string, value: unknown): void {
    try {
      localStorage.setItem(key, JSON.stringify(value));
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
