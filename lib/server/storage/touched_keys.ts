/** Decides which commits may share a round trip: none may write a key that another one checks. */
import type { KvCommit } from "./kv_port.ts";

/** Keys of one commit, each as JSON. */
export interface CommitKeys {
  readonly checked: readonly string[];
  readonly written: readonly string[];
}

/** Keys that a set of commits checks or writes. */
export class TouchedKeys {
  readonly #checked = new Set<string>();
  readonly #written = new Set<string>();

  add({ checked, written }: CommitKeys) {
    for (const key of checked) this.#checked.add(key);
    for (const key of written) this.#written.add(key);
  }

  /**
   * Two commits may check the same key, and two may write it where neither checks it: the order of two blind writes
   * cannot be observed. A commit that writes a key that another one checks has to wait.
   */
  conflictsWith({ checked, written }: CommitKeys): boolean {
    return written.some((key) => this.#checked.has(key)) ||
      checked.some((key) => this.#written.has(key));
  }
}

/** The keys of a commit, each as JSON. */
export function commitKeysOf({ checks, writes }: KvCommit): CommitKeys {
  return {
    checked: checks.map(({ key }) => JSON.stringify(key)),
    written: writes.map(({ key }) => JSON.stringify(key)),
  };
}
