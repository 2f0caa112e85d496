/**
 * The installation: one Madang of several that may share one LiveKit (docs/decisions/012-installations.md). Its id is
 * made once, in storage, and is in every token. A participant with another id belongs to another installation: this one
 * neither judges, counts nor removes it. A seat missing from this storage proves nothing about it.
 */
import { attribute } from "../../contract/participant.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import { type KvPort, type RowKey, setRow, unchanged } from "../storage/kv_port.ts";
import type { Log } from "../base/log.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";

/** Key of the installation's row. Written once, by installation.ts, and kept for good. */
export const installationKey: RowKey<InstallationRow> = ["installation"];

/** Row of the installation that a storage belongs to. */
export interface InstallationRow {
  /** `inst_` and 128 random bits in hexadecimal. Not a secret: everybody in a room can read it. */
  readonly id: string;
}

/** A participant from LiveKit's list or an event, with its token's attributes. */
type Attributed = { readonly attributes: Readonly<Record<string, string>> };

/** The server's own installation. */
export interface Installation {
  /**
   * The installation's id.
   *
   * @throws AppError `storage-unavailable`, until storage has answered once.
   */
  id(): Promise<string>;
  /** Reads the id again, since storage may have been restored. @throws AppError `storage-unavailable` */
  refresh(): Promise<void>;
  /** Logs a participant of another installation in a room of ours; once an installation. */
  reportForeign(participant: Attributed): void;
}

/**
 * True for a participant of this installation, by its token. Tokens from before there were installations name none:
 * then it is ours where its seat `isKnown` in our storage.
 */
export function isOurs(
  { attributes }: Attributed,
  installationId: string,
  isKnown: boolean,
): boolean {
  const tokenInstallation = attributes[attribute.installation];
  return tokenInstallation === undefined ? isKnown : tokenInstallation === installationId;
}

/** Most installations that are remembered as reported. */
const maxReported = 100;

/** Options of `StoredInstallation`. */
export interface InstallationOptions {
  readonly kv: KvPort;
  readonly log: Log;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** An installation whose id is read from storage, or made there. */
export class StoredInstallation implements Installation {
  readonly #options: InstallationOptions;
  readonly #reported = new Set<string>();
  #id: string | null = null;
  #reading: Promise<void> | null = null;

  constructor(parts: InstallationOptions) {
    this.#options = parts;
  }

  async id(): Promise<string> {
    while (this.#id === null) await (this.#reading ??= this.refresh());
    return this.#id;
  }

  async refresh(): Promise<void> {
    try {
      this.#id = await this.#readOrMake();
    } finally {
      this.#reading = null;
    }
  }

  reportForeign({ attributes }: Attributed): void {
    const installation = attributes[attribute.installation];
    const isNew = installation && installation !== this.#id && !this.#reported.has(installation);
    if (!isNew || this.#reported.size >= maxReported) return;
    this.#reported.add(installation);
    this.#options.log.info("another-installation", { installation });
  }

  /** One of several concurrent processes makes the row. Where storage has lost the row, the id that this process knows is written again. */
  #readOrMake(): Promise<string> {
    const { kv, randomBytes } = this.#options;
    return withinStorageDeadline(async (isLate) => {
      while (!isLate()) {
        const row = await kv.get(installationKey);
        if (row.value) return row.value.id;
        const id = this.#id ?? `inst_${randomBytes(16).toHex()}`;
        const commit = { checks: [unchanged(row)], writes: [setRow(installationKey, { id })] };
        if (await kv.commit(commit)) return id;
      }
      throw storageTimeout();
    });
  }
}
