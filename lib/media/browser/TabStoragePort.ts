import type { StoragePort } from "../ports/storage_port.ts";

/** A `StoragePort` over `sessionStorage`: of this tab alone, over a reload. Where it is forbidden or full, values are not kept. */
export class TabStoragePort implements StoragePort {
  read(key: string): unknown {
    try {
      const text = sessionStorage.getItem(key);
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  write(key: string, value: unknown): void {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Private window or full disk: it holds for this page only.
    }
  }

  /** No other tab writes here. */
  onChange(): () => void {
    return () => {};
  }
}
