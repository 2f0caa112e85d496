/** Which commits may be made together: none of them changes what another one turns on. */
import type { KvCommit } from "./kv_port.ts";

/** Keys of one commit, as texts. */
export interface CommitKeys {
  readonly checked: readonly string[];
  readonly written: readonly string[];
}

/** Keys that some commits turn on, or change. */
export class TouchedKeys {
  readonly #checked = new Set<string>();
  readonly #written = new Set<string>();

  add({ checked, written }: CommitKeys) {
    for (const key of checked) this.#checked.add(key);
    for (const key of written) this.#written.add(key);
  }

  /**
   * Two may check the same key, and two may write it where neither checks it (a space's row, by every event in it):
   * nobody who did not look can tell which of them was last. One that writes what another one checks has to wait.
   */
  conflictsWith({ checked, written }: CommitKeys): boolean {
    return written.some((key) => this.#checked.has(key)) ||
      checked.some((key) => this.#written.has(key));
  }
}

/** Keys of a commit, as texts. */
export function commitKeysOf({ checks, writes }: KvCommit): CommitKeys {
  return {
    checked: checks.map(({ key }) => JSON.stringify(key)),
    written: writes.map(({ key }) => JSON.stringify(key)),
  };
}
