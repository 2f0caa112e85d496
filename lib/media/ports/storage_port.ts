/** Values stored in this browser and shared by its tabs: `localStorage`, or a fake. */
export interface StoragePort {
  /** The JSON value under `key`; `null` if it is missing or cannot be read. */
  read(key: string): unknown;
  /** Stores a JSON value; does nothing if storage is full or forbidden. */
  write(key: string, value: unknown): void;
  /** Calls back when another tab writes `key`; returns how to stop. */
  onChange(key: string, listener: () => void): () => void;
}
