import type { StoragePort } from "../../../lib/media/ports/storage_port.ts";

/** Storage in memory. Two models with the same object are two tabs of one browser. */
export class FakeStoragePort implements StoragePort {
  readonly values = new Map<string, unknown>();
  readonly #listeners = new Map<string, Set<() => void>>();

  read(key: string): unknown {
    return structuredClone(this.values.get(key) ?? null);
  }

  write(key: string, value: unknown): void {
    this.values.set(key, structuredClone(value));
  }

  onChange(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Writes as another tab does. */
  writeElsewhere(key: string, value: unknown): void {
    this.write(key, value);
    for (const listener of [...this.#listeners.get(key) ?? []]) listener();
  }
}
