/** The version of what storage holds: an older one is brought up to date at the start, a newer one is refused. */
import { AppError } from "../base/app_error.ts";
import { StartError } from "../config/start_error.ts";
import { type KvPort, type RowKey, setRow, unchanged } from "./kv_port.ts";

/** Key of the version's row. Kept for good. */
const schemaKey: RowKey<{ readonly version: number }> = ["schema"];

/** Brings storage from the version before `to` to `to`. It may be interrupted and run again, by several processes at once. */
export interface Migration {
  readonly to: number;
  readonly run: (kv: KvPort) => Promise<void>;
}

/** All migrations, in order. Storage of before there were versions counts as 1, and rows that have to be read either way stay so. */
export const migrations: readonly Migration[] = [];

/** The version that this server writes. */
export const schemaVersion = migrations.at(-1)?.to ?? 1;

/**
 * Brings storage up to date, one version after the other; each is noted once it is done.
 *
 * @throws StartError for storage of a newer server; AppError `storage-unavailable`.
 */
export async function upgradeStorage(
  kv: KvPort,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const newest = steps.at(-1)?.to ?? 1;
  for (;;) {
    const row = await kv.get(schemaKey);
    const version = row.value?.version ?? 1;
    if (version > newest) {
      throw new StartError(
        "KV_URL",
        `the storage is of a newer server (version ${version}, this one knows ${newest}); start that one`,
      );
    }
    const next = steps.find(({ to }) => to > version);
    if (next === undefined && row.value !== null) return;
    await next?.run(kv);
    const write = setRow(schemaKey, { version: next?.to ?? version });
    // Another process may have been faster: then its version is read.
    await kv.commit({ checks: [unchanged(row)], writes: [write] });
  }
}

/** How soon storage that is away is asked again. */
const againMs = 1_000;

/**
 * Brings storage up to date now, or once it answers: a KV server that is away does not stop the start.
 *
 * @param refuse gets a `StartError` that comes late.
 * @throws StartError that comes now.
 */
export async function upgradeWhenReachable(
  kv: KvPort,
  refuse: (error: unknown) => void,
  {
    steps = migrations,
    after = (work: () => unknown, ms: number): unknown => setTimeout(work, ms),
  } = {},
): Promise<void> {
  try {
    await upgradeStorage(kv, steps);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "storage-unavailable") throw error;
    after(() => upgradeWhenReachable(kv, refuse, { steps, after }).catch(refuse), againMs);
  }
}
