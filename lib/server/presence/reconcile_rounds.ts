/** When spaces are reconciled: in rounds over all of them, and inside requests for one that waited too long. */
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

/** What rounds need of the services. */
export type RoundServices = ReconcileServices & Pick<CoreServices, "randomBytes">;

/** A request reconciles its space when that was last done longer ago than this. */
const staleAfterMs = 30_000;

/** Whoever tries has this long before another tries too. */
const tryAgainAfterMs = 5_000;

/** A round is due when the last one began longer ago than this; with `tickMs` it is never later than 30 s. */
const roundAfterMs = 26_000;

/** How often each replica looks whether a round is due. */
const tickMs = 4_000;

/** Spaces that a round looks at, and how many at once. */
const spacesPerRound = 10_000;
const spacesAtOnce = 8;

/** True when a space was last reconciled more than 30 s ago, and nobody is at it. */
export function isStale(
  row: ReconciledRow | null,
  now: number,
  staleAfter = staleAfterMs,
): boolean {
  if (row === null) return true;
  return !isWithin(staleAfter, row.doneAtMs, now) && !isWithin(tryAgainAfterMs, row.triedAtMs, now);
}

/** A time ahead of ours is another replica's clock: waiting for it to pass could take long. */
function isWithin(milliseconds: number, since: number, now: number): boolean {
  return since <= now && now - since <= milliseconds;
}

/**
 * Reconciles a space that was last reconciled longer ago than `staleAfter`; of many askers, on any replica, one does.
 * Never rejects: what fails is logged, and tried again 5 s later at the earliest.
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
    if (!await takesLease(kv, row, trying, reconciledLifeMs)) return;
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

/** Takes a lease that is as it was read. Where storage says no it may be ours all the same, its reply lost. */
async function takesLease<Lease extends { readonly attempt: string }>(
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

/** Every space where somebody is or may be: LiveKit's rooms, and where KV knows of people or of a token lately. */
async function spacesToLookAt(services: RoundServices): Promise<Set<string>> {
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

/** Looks at every space. Never rejects: when LiveKit or storage is away, the next round tries again. */
export async function reconcileAll(services: RoundServices): Promise<void> {
  try {
    const slugs = [...await spacesToLookAt(services)];
    const worker = async () => {
      for (let slug = slugs.pop(); slug !== undefined; slug = slugs.pop()) {
        // What a request has just done need not be done again; the next round would come too late for anything older.
        await reconcileWhenStale(services, slug, tickMs);
      }
    };
    await Promise.all(Array.from({ length: spacesAtOnce }, worker));
  } catch (error) {
    services.log.warn("reconcile-round-failed", { error });
  }
}

/** Reconciles all spaces if no replica began to in the last 26 s. True when this one did. */
export async function reconcileAllWhenDue(services: RoundServices): Promise<boolean> {
  const { installation, kv, now, log } = services;
  try {
    // A backup may have been put in the place of storage meanwhile.
    await installation.refresh();
    const row = await kv.get(roundKey);
    if (row.value && isWithin(roundAfterMs, row.value.beganAtMs, now())) return false;
    const livekitAnsweredAtMs = row.value?.livekitAnsweredAtMs ?? 0;
    const began = { beganAtMs: now(), livekitAnsweredAtMs, attempt: newAttempt(services) };
    if (!await takesLease(kv, row, began)) return false;
  } catch (error) {
    log.warn("reconcile-round-failed", { error });
    return false;
  }
  await reconcileAll(services);
  return true;
}

/** Rounds that go on until they are stopped. */
export interface ReconcileRounds {
  /** A request touched this room: its space is looked at if that is due. Never waits, never throws. */
  touched(roomName: string): void;
  /** No further round begins; resolves when everything under way has ended. */
  stop(): Promise<void>;
}

/** Begins with a round, and goes on with one every 30 s on one of all replicas. Keeps no process alive. */
export function startReconcileRounds(services: RoundServices): ReconcileRounds {
  const underWay = new Set<Promise<unknown>>();
  const run = (work: Promise<unknown>) => {
    underWay.add(work);
    work.finally(() => underWay.delete(work));
    return work;
  };
  /** Spaces that this process looked after lately, so that not every request reads the row that says so. */
  const lookedAt = new Set<string>();
  let isInRound = true;
  const endRound = () => isInRound = false;
  run(reconcileAll(services)).finally(endRound);
  const timer = setInterval(() => {
    if (isInRound) return;
    isInRound = true;
    lookedAt.clear();
    run(reconcileAllWhenDue(services)).finally(endRound);
  }, tickMs);
  Deno.unrefTimer(timer);
  return {
    touched(roomName) {
      const slug = slugOf(roomName);
      if (slug === null || lookedAt.has(slug)) return;
      lookedAt.add(slug);
      run(reconcileWhenStale(services, slug));
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
