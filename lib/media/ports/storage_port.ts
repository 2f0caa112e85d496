/** What this browser remembers, shared between its tabs: `localStorage`, or a fake. */
export interface StoragePort {
  /** The JSON value under `key`; `null` where there is none, or it cannot be read. */
  read(key: string): unknown;
  /** Keeps a JSON value; silently forgets where storage is full or forbidden. */
  write(key: string, value: unknown): void;
  /** Calls back when another tab writes `key`; returns how to stop. */
  onChange(key: string, listener: () => void): () => void;
}
