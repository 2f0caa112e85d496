import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { keepKey, linkWithKey, readKeptKey } from "../contract/kept_key.ts";
import { deriveSpaceKey, newSecret, type SpaceKey } from "../contract/space_key.ts";
import type { SpaceRules } from "./space_rules.ts";

/**
 * The key of one's own space: made here, kept in this browser, and of the server's only its check. Pending and trouble are
 * those of the rule `keyCheck`.
 */
export class SpaceEncryption {
  readonly #slug: string;
  readonly #rules: SpaceRules;
  readonly #storage: () => Storage | null;
  readonly #key = signal<SpaceKey | null>(null);
  readonly #isKept = signal(true);

  constructor(slug: string, rules: SpaceRules, storage: () => Storage | null) {
    this.#slug = slug;
    this.#rules = rules;
    this.#storage = storage;
    // As long as the page: nothing else reads the rules after it.
    effect(() => {
      const { keyCheck } = rules.settings.value;
      if (keyCheck === this.#key.peek()?.check) return;
      this.#key.value = null;
      if (keyCheck !== null) void this.#find(keyCheck);
    });
  }

  /** The space's key, where this browser has it. */
  get key(): ReadonlySignal<SpaceKey | null> {
    return this.#key;
  }

  /** False where this browser keeps nothing: a key that was made is gone with the page. */
  get isKept(): ReadonlySignal<boolean> {
    return this.#isKept;
  }

  /** A link to the space with its key, where this browser has it. */
  linkOf(url: string): string {
    return linkWithKey(url, this.#key.value?.secret ?? null);
  }

  /** Encrypts the space, or replaces its key. */
  async renew(): Promise<void> {
    const key = await deriveSpaceKey(newSecret());
    if (key === null) return;
    const before = readKeptKey(this.#storage(), this.#slug);
    // Kept first: a key that the server knows of must not be lost with the page.
    this.#isKept.value = keepKey(this.#storage(), this.#slug, key.secret);
    if (await this.#rules.set("keyCheck", key.check)) this.#key.value = key;
    else keepKey(this.#storage(), this.#slug, before);
  }

  async switchOff(): Promise<void> {
    if (await this.#rules.set("keyCheck", null)) keepKey(this.#storage(), this.#slug, null);
  }

  async #find(keyCheck: string): Promise<void> {
    const key = await deriveSpaceKey(readKeptKey(this.#storage(), this.#slug) ?? "");
    const isStill = this.#rules.settings.peek().keyCheck === keyCheck;
    if (key?.check === keyCheck && isStill) this.#key.value = key;
  }
}
