/**
 * Which Madang this is, of several that may share one LiveKit (docs/decisions/012-installations.md). Its id is made once,
 * in storage, and is in every token. A participant with another id belongs to another Madang: it is not judged, not counted
 * and not removed here. That a seat is missing in this storage proves nothing about it.
 */
import { attribute } from "../../contract/participant.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import { type KvPort, type RowKey, setRow, unchanged } from "../storage/kv_port.ts";
import type { Log } from "../base/log.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";

/** The row that names this installation. Written once, by installation.ts, and kept for good. */
export const installationKey: RowKey<InstallationRow> = ["installation"];

/** Which Madang a storage belongs to. */
export interface InstallationRow {
  /** `inst_` and 128 random bits in hexadecimal. No secret: everybody in a room can read it. */
  readonly id: string;
}

/** A participant as LiveKit lists it or tells of it: what its token said. */
type Attributed = { readonly attributes: Readonly<Record<string, string>> };

/** What the server knows of itself. */
export interface Installation {
  /** @throws AppError `storage-unavailable`, until storage has answered once. */
  id(): Promise<string>;
  /** Reads the id again: storage may have been restored. @throws AppError `storage-unavailable` */
  refresh(): Promise<void>;
  /** A participant that is not ours was seen in a room of ours: the log says once which installation it is of. */
  reportForeign(participant: Attributed): void;
}

/**
 * Is this participant ours to judge? Its token says so. Tokens from before there were installations say nothing: then
 * it is ours where its seat `isKnown` in our storage.
 */
export function isOurs(
  { attributes }: Attributed,
  installationId: string,
  isKnown: boolean,
): boolean {
  const told = attributes[attribute.installation];
  return told === undefined ? isKnown : told === installationId;
}

/** Installations that are remembered as met. */
const maxReported = 100;

/** What an installation is made of. */
export interface InstallationOptions {
  readonly kv: KvPort;
  readonly log: Log;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** The id as it is in storage; made there where there is none. */
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
    const isNews = installation && installation !== this.#id && !this.#reported.has(installation);
    if (!isNews || this.#reported.size >= maxReported) return;
    this.#reported.add(installation);
    this.#options.log.info("another-installation", { installation });
  }

  /** Of processes that make it at once, one does; where storage has lost it, it stays what this process knows. */
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
