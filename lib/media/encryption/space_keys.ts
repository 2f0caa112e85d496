import { keptKeyName } from "../../contract/kept_key.ts";
import { deriveSpaceKey, type SpaceKey } from "../../contract/space_key.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";

/** Finds this browser's key of a space: in the link that opened the page, else where an earlier visit kept it. */
export class SpaceKeys {
  readonly #page: Pick<PagePort, "keptFragment" | "dropFragment">;
  readonly #storage: Pick<StoragePort, "read" | "write">;
  readonly #name: string;

  constructor(
    page: Pick<PagePort, "keptFragment" | "dropFragment">,
    storage: Pick<StoragePort, "read" | "write">,
    slug: string,
  ) {
    this.#page = page;
    this.#storage = storage;
    this.#name = keptKeyName(slug);
  }

  /**
   * The key that fits what the server says of the space; `null` for a space that is not encrypted. A key of the link is
   * kept and leaves the address, which a shared screen would show.
   *
   * @param keyCheck `null`: not encrypted.
   * @throws {AppFailure} `key-missing`, `key-wrong`; `encryption-off` where we have a key and the server says that there is none.
   */
  async find(keyCheck: string | null): Promise<SpaceKey | null> {
    const secrets = this.#secrets();
    if (keyCheck === null) {
      if (secrets.length === 0) return null;
      throw new AppFailure("encryption-off", "Cannot join: the server says it is not encrypted");
    }
    for (const secret of secrets) {
      const key = await deriveSpaceKey(secret);
      if (key?.check !== keyCheck) continue;
      this.#storage.write(this.#name, key.secret);
      if (this.#storage.read(this.#name) === key.secret) this.#page.dropFragment("key");
      return key;
    }
    throw secrets.length === 0
      ? new AppFailure("key-missing", "Cannot join: the link has no key")
      : new AppFailure("key-wrong", "Cannot join: the key is of another space, or was replaced");
  }

  forget(): void {
    this.#storage.write(this.#name, null);
    this.#page.dropFragment("key");
  }

  #secrets(): string[] {
    const kept = this.#storage.read(this.#name);
    return [this.#page.keptFragment("key"), kept].filter((secret) => typeof secret === "string");
  }
}
