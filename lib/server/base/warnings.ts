/** Mistakes of the setting that only an operator can mend, noticed while the server runs. */

/** Their names, as docs/log.md and `/api/ready` have them. */
export type WarningName =
  | "webhooks-missing"
  | "webhooks-refused"
  | "trust-proxy-missing"
  | "public-url-missing";

/** The warnings of this process. Each is logged by its finder, once; `/api/ready` lists the active ones. */
export class Warnings {
  /** When this process began to run: what happened before was another's to notice. Set by the reconciler's first round. */
  since = 0;
  readonly #told = new Set<WarningName>();
  readonly #active = new Map<WarningName, string>();

  /** Active warnings, in alphabetical order. */
  get active(): WarningName[] {
    return [...this.#active.keys()].sort();
  }

  /** What is known of each active one. */
  get details(): Record<string, string> {
    return Object.fromEntries(this.#active);
  }

  /** Makes a warning active. True the first time in this process: then its finder logs it. */
  raise(name: WarningName, detail = ""): boolean {
    this.#active.set(name, detail);
    const isNew = !this.#told.has(name);
    this.#told.add(name);
    return isNew;
  }

  /** Ends a warning whose cause is gone. */
  settle(name: WarningName) {
    this.#active.delete(name);
  }
}
