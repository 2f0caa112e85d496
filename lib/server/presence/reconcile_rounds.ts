/** When spaces are reconciled: in rounds over all, and during a request for one that is overdue. */
import { slugOf } from "../../contract/names.ts";
import { tokenRequestedPrefix } from "../rows/kv_keys.ts";
import { type KvPort, type KvRow, setRow, unchanged } from "../storage/kv_port.ts";
import {
  inhabitedSpacesPrefix,
  reconciledKey,
  reconciledLifeMs,
  type ReconciledRow,
  roundKey,
} from "../rows/presence_rows.ts";
import { reconcile, type ReconcileServices } from "./reconcile.ts";
import type { CoreServices } from "../core_services.ts";

/** The services that rounds need. */
export type RoundServices = ReconcileServices & Pick<CoreServices, "randomBytes">;

/** A request reconciles its space if that was last done longer ago than this. */
const staleAfterMs = 30_000;

/** An attempt has this long before another one may begin. */
const tryAgainAfterMs = 5_000;

/** A round is due when the last one began longer ago than this; with `tickMs` it is never later than 30 s. */
const roundAfterMs = 26_000;

/** How often each replica checks whether a round is due. */
const tickMs = 4_000;

/** Spaces of a round, at most, and how many at once. */
const spacesPerRound = 10_000;
const spacesAtOnce = 8;

/** True if a space was last reconciled longer ago than `staleAfter` (milliseconds), and no attempt is under way. */
export function isStale(
  row: ReconciledRow | null,
  now: number,
  staleAfter = staleAfterMs,
): boolean {
  if (row === null) return true;
  return !isWithin(staleAfter, row.doneAtMs, now) && !isWithin(tryAgainAfterMs, row.triedAtMs, now);
}

/** False for a time in the future, which is of another replica's clock: waiting for it could take long. */
function isWithin(milliseconds: number, since: number, now: number): boolean {
  return since <= now && now - since <= milliseconds;
}

/**
 * Reconciles a space that was last reconciled longer ago than `staleAfter` (milliseconds); of concurrent calls, on all
 * replicas, one does. Never rejects: a failure is logged, and tried again after 5 s at the earliest.
 */
export async function reconcileWhenStale(
  services: RoundServices,
  slug: string,
  staleAfter = staleAfterMs,
): Promise<void> {
  const { kv, log, now } = services;
  try {
    const row = await kv.get(reconciledKey(slug));
    const beganAt = now();
    if (!isStale(row.value, beganAt, staleAfter)) return;
    const attempt = newAttempt(services);
    const trying = { triedAtMs: beganAt, doneAtMs: row.value?.doneAtMs ?? 0, attempt };
    if (!await takeLease(kv, row, trying, reconciledLifeMs)) return;
    await reconcile(services, slug);
    const done = { triedAtMs: beganAt, doneAtMs: beganAt, attempt };
    await kv.commit({ checks: [], writes: [setRow(row.key, done, reconciledLifeMs)] });
  } catch (error) {
    log.warn("reconcile-failed", { error });
  }
}

function newAttempt({ randomBytes }: RoundServices): string {
  return randomBytes(16).toHex();
}

/** Takes a lease if its row is unchanged. After a reported conflict it may still be ours (its reply was lost): `attempt` tells. */
async function takeLease<Lease extends { readonly attempt: string }>(
  kv: KvPort,
  before: KvRow<Lease>,
  mine: Lease,
  lifeMs?: number,
): Promise<boolean> {
  const writes = [setRow<Lease>(before.key, mine, lifeMs)];
  if (await kv.commit({ checks: [unchanged(before)], writes })) return true;
  const { value } = await kv.get<Lease>(before.key);
  return value?.attempt === mine.attempt;
}

/** Every space that may have participants: LiveKit's rooms, and those that storage knows to have people or a recent token. */
async function listSpacesToReconcile(services: RoundServices): Promise<Set<string>> {
  const { kv, livekit, now } = services;
  const [roomNames, asked, inhabited] = await Promise.all([
    livekit.listRoomNames(),
    kv.list(tokenRequestedPrefix, spacesPerRound),
    kv.list(inhabitedSpacesPrefix, spacesPerRound),
  ]);
  const round = { beganAtMs: now(), livekitAnsweredAtMs: now(), attempt: newAttempt(services) };
  await kv.commit({ checks: [], writes: [setRow(roundKey, round)] });
  return new Set([
    ...roomNames.flatMap((roomName) => slugOf(roomName) ?? []),
    ...[...asked, ...inhabited].flatMap(({ value }) => value?.slug ?? []),
  ]);
}

/** Reconciles every space. Never rejects: if LiveKit or storage is unavailable, the next round tries again. */
export async function reconcileAll(services: RoundServices): Promise<void> {
  try {
    const slugs = [...await listSpacesToReconcile(services)];
    const worker = async () => {
      for (let slug = slugs.pop(); slug !== undefined; slug = slugs.pop()) {
        // A space reconciled within the last tick is skipped; for any other the next round would be too late.
        await reconcileWhenStale(services, slug, tickMs);
      }
    };
    await Promise.all(Array.from({ length: spacesAtOnce }, worker));
  } catch (error) {
    services.log.warn("reconcile-round-failed", { error });
  }
}

/** Reconciles all spaces unless a replica began to in the last 26 s. True if this one did. */
export async function reconcileAllWhenDue(services: RoundServices): Promise<boolean> {
  const { installation, kv, now, log } = services;
  try {
    // Storage may have been replaced by a backup meanwhile.
    await installation.refresh();
    const row = await kv.get(roundKey);
    if (row.value && isWithin(roundAfterMs, row.value.beganAtMs, now())) return false;
    const livekitAnsweredAtMs = row.value?.livekitAnsweredAtMs ?? 0;
    const began = { beganAtMs: now(), livekitAnsweredAtMs, attempt: newAttempt(services) };
    if (!await takeLease(kv, row, began)) return false;
  } catch (error) {
    log.warn("reconcile-round-failed", { error });
    return false;
  }
  await reconcileAll(services);
  return true;
}

/** Rounds that continue until they are stopped. */
export interface ReconcileRounds {
  /** Reconciles the space of this room if that is due. Never waits, never throws. */
  requestReconcile(roomName: string): void;
  /** Begins no further round; resolves when all work under way has ended. */
  stop(): Promise<void>;
}

/**
 * Runs a round now, then one every 30 s on one of all replicas, each followed by `afterRound`. Does not keep the process
 * alive.
 */
export function startReconcileRounds(
  services: RoundServices,
  afterRound: () => Promise<void> = () => Promise.resolve(),
): ReconcileRounds {
  const underWay = new Set<Promise<unknown>>();
  const run = (work: Promise<unknown>) => {
    underWay.add(work);
    work.finally(() => underWay.delete(work));
    return work;
  };
  /** Spaces checked since the last tick, so that not every request reads the row of the lease. */
  const checkedSlugs = new Set<string>();
  services.warnings.since = services.now();
  let isInRound = true;
  const endRound = () => isInRound = false;
  run(reconcileAll(services).then(afterRound)).finally(endRound);
  const timer = setInterval(() => {
    if (isInRound) return;
    isInRound = true;
    checkedSlugs.clear();
    const round = reconcileAllWhenDue(services).then((wasOurs) =>
      wasOurs ? afterRound() : undefined
    );
    run(round).finally(endRound);
  }, tickMs);
  Deno.unrefTimer(timer);
  return {
    requestReconcile(roomName) {
      const slug = slugOf(roomName);
      if (slug === null || checkedSlugs.has(slug)) return;
      checkedSlugs.add(slug);
      run(reconcileWhenStale(services, slug));
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
