import type { WriteFailure } from "./recording_messages.ts";

/** What is used of `FileSystemSyncAccessHandle`, which only workers have and TypeScript's DOM does not know. */
export interface SyncAccess {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

/** Writes a file from its start to its end, in place: a crash loses what was not yet appended, and nothing else. */
export class AppendFile {
  readonly #access: SyncAccess;
  #bytes = 0;
  #isOpen = true;

  constructor(access: SyncAccess) {
    this.#access = access;
  }

  /** On the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends all of `chunk`, or nothing. Returns why not; the file is closed then, and keeps what it has. */
  append(chunk: ArrayBuffer): WriteFailure | null {
    if (!this.#isOpen) return null;
    const bytes = new Uint8Array(chunk);
    try {
      let done = 0;
      while (done < bytes.length) {
        const written = this.#access.write(bytes.subarray(done), { at: this.#bytes + done });
        if (written === 0) throw new DOMException("Nothing was written", "QuotaExceededError");
        done += written;
      }
      this.#access.flush();
    } catch (error) {
      const isFull = error instanceof Error && error.name === "QuotaExceededError";
      this.#cut();
      this.close();
      return isFull ? "full" : "unexpected";
    }
    this.#bytes += bytes.length;
    return null;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#access.close();
  }

  /** Removes half a chunk: a player could stumble over it. */
  #cut(): void {
    try {
      this.#access.truncate(this.#bytes);
    } catch {
      // It stays: players stop there.
    }
  }
}
