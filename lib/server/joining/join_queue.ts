/**
 * Two ways to a token: a holder of a reservation is served at once (`remintForHolder`); requests for a new one are admitted
 * in batches, a space at a time (`admitBatch`).
 */
import { AppError } from "../base/app_error.ts";
import type { HeldSeat } from "../rows/kv_keys.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import type { KvCheck, KvCommit, KvRow } from "../storage/kv_port.ts";
import { type PlaceRows, readPlaces } from "../access/capacity.ts";
import { type EntryPlan, type Minted, type MintRequest, planEntry } from "./plan_entry.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { admissionVersionKey, type AdmissionVersionRow } from "../rows/space_rows.ts";
import { commitKeysOf, TouchedKeys } from "../storage/touched_keys.ts";
import { authenticate, type Principal } from "../sessions/principal.ts";

/** Checks that one commit may have (`KvCommit`). */
const maxChecksPerCommit = 10;

/** A token request that has no answer yet. */
export interface PendingJoin {
  readonly request: MintRequest;
  /** As read when the request came. */
  readonly principal: Principal;
  readonly resolve: (minted: Minted) => void;
  readonly reject: (error: unknown) => void;
  /** True once the request was answered `storage-unavailable`. */
  readonly isLate: () => boolean;
  attempts: number;
  /**
   * Of every attempt so far: a commit that reported a conflict may have landed (its reply was lost) and raised a floor, so
   * that its evictions are still due.
   */
  pendingEvictions: readonly HeldSeat[];
}

interface JoinAttempt {
  readonly join: PendingJoin;
  readonly plan: EntryPlan;
}

/**
 * Answers a request that takes no new reservation: its principal has one, or is refused however many are free.
 *
 * @throws AppError as `planEntry` does.
 */
export async function remintForHolder(
  services: SessionServices,
  join: PendingJoin,
): Promise<void> {
  const { request, isLate } = join;
  for (let principal: Principal | null = join.principal;; principal = null) {
    if (isLate()) throw storageTimeout();
    principal ??= await authenticate(services, request.credentials, request.slug);
    const plan = await planEntry(services, request, principal);
    if (await tryCommit(services, [{ join, plan }])) return;
    await pauseAfter(join.attempts, services.randomBytes);
  }
}

/**
 * Answers a batch of requests for new reservations. Capacity is read once for the batch; where it is contended, one commit
 * writes the admission version for as many of them as fit. `isAtOnce` as in `KeyedBatcher.add`.
 *
 * @returns the requests that have to be tried again.
 */
export async function admitBatch(
  services: SessionServices,
  joins: readonly PendingJoin[],
  isAtOnce: boolean,
): Promise<readonly PendingJoin[]> {
  const late = joins.filter(({ isLate }) => isLate());
  // The client has its 503 already; but the principal's next request waits for this one to end.
  for (const { reject } of late) reject(storageTimeout());
  const inTime = joins.filter((join) => !late.includes(join));
  const { attempts, deferred } = await planBatch(services, inTime, isAtOnce);
  const isContended = ({ plan }: JoinAttempt) => plan.reservation === "contended";
  const groups = attempts.filter((attempt) => !isContended(attempt)).map((attempt) => [attempt]);
  groups.push(selectCompatible(attempts.filter(isContended)));
  const settled = await Promise.all(groups.map(async (group) => {
    if (group.length === 0) return [];
    const isAnswered = await tryCommit(services, group).catch((error) => {
      for (const { join } of group) join.reject(error);
      return true;
    });
    return isAnswered ? group : [];
  }));
  const answered = settled.flat();
  const again = attempts.filter((one) => !answered.includes(one)).map(({ join }) => join);
  await pauseAfter(Math.max(0, ...again.map(({ attempts }) => attempts)), services.randomBytes);
  return [...again, ...deferred];
}

/**
 * Plans each request, and rejects those that are refused. `deferred`: requests that exceed the capacity only because of
 * earlier ones in the batch; they are evaluated again after those commit.
 */
async function planBatch(
  services: SessionServices,
  joins: readonly PendingJoin[],
  isAtOnce: boolean,
): Promise<
  { readonly attempts: readonly JoinAttempt[]; readonly deferred: readonly PendingJoin[] }
> {
  // A request that waited for no batch before it was read just now.
  const principals = isAtOnce
    ? joins.map(({ principal }) => principal)
    : await refreshPrincipals(services, joins);
  let rows: Promise<PlaceRows> | null = null;
  const attempts: JoinAttempt[] = [];
  const deferred: PendingJoin[] = [];
  for (const [index, principal] of principals.entries()) {
    const join = joins[index];
    const { request, reject } = join;
    const places = () => rows ??= readPlaces(services.kv, request.slug);
    const earlier = attempts.filter(({ plan }) => plan.reservation !== "existing").length;
    const plan = principal && await planEntry(services, request, principal, { places, earlier })
      .catch(async (error) => {
        if (!(error instanceof AppError) || error.code !== "space-full") throw error;
        // An earlier request may be refused yet, or be of the same person on another device.
        if (earlier > 0) return void deferred.push(join);
        // Another device of the same person may have got a reservation meanwhile: then there is one to share.
        const now = await authenticate(services, request.credentials, request.slug);
        const isSame =
          now.admissionVersionRow.versionstamp === principal.admissionVersionRow.versionstamp;
        // The count may be stale. If the admission version changed, count again.
        return await planEntry(services, request, now, isSame ? { places, earlier } : undefined);
      })
      .catch(reject);
    if (plan) attempts.push({ join, plan });
  }
  return { attempts, deferred };
}

/**
 * The principals as of now. Every change of who may enter writes the admission version: while its last change is the same,
 * the rows read when the request came still hold, except the principal's own, which the commit checks.
 */
async function refreshPrincipals(
  services: SessionServices,
  joins: readonly PendingJoin[],
): Promise<(Principal | void)[]> {
  if (joins.length === 0) return [];
  const versionRow = services.kv.get(admissionVersionKey(joins[0].request.slug));
  return await Promise.all(joins.map(async ({ request, principal, attempts, reject }) => {
    try {
      const admissionVersionRow = await versionRow;
      const isSame = lastChange(admissionVersionRow) === lastChange(principal.admissionVersionRow);
      if (isSame && attempts === 0) return { ...principal, admissionVersionRow };
      return await authenticate(services, request.credentials, request.slug);
    } catch (error) {
      reject(error);
    }
  }));
}

/** Empty where the row was never written, or only by reservations. */
function lastChange({ value }: KvRow<AdmissionVersionRow>): string {
  return value?.change ?? "";
}

/**
 * As many attempts as one commit may hold, in order. An attempt is left out if it touches a row that another one checks or
 * writes (two devices of one person); the admission version, which all write alike, is excepted.
 */
function selectCompatible(attempts: readonly JoinAttempt[]): JoinAttempt[] {
  const touched = new TouchedKeys();
  const group: JoinAttempt[] = [];
  for (const attempt of attempts) {
    const { checked, written } = commitKeysOf(attempt.plan.commit);
    const versionKey = JSON.stringify(admissionVersionKey(attempt.join.request.slug));
    const isOwn = (key: string) => key !== versionKey;
    const keys = { checked: checked.filter(isOwn), written: written.filter(isOwn) };
    const commit = mergeCommits([...group, attempt].map(({ plan }) => plan.commit));
    const fits = group.length === 0 || commit.checks.length <= maxChecksPerCommit;
    if (!fits || touched.conflictsWith(keys)) continue;
    touched.add(keys);
    group.push(attempt);
  }
  return group;
}

/** One commit for all; a check that several share is made once. */
function mergeCommits(commits: readonly KvCommit[]): KvCommit {
  const checks = new Map<string, KvCheck>();
  for (const check of commits.flatMap(({ checks }) => checks)) {
    checks.set(JSON.stringify([check.key, check.versionstamp]), check);
  }
  return { checks: [...checks.values()], writes: commits.flatMap(({ writes }) => writes) };
}

/** Commits the group and answers its requests; false, with no answer, where a row that it checks has changed. */
async function tryCommit(
  services: SessionServices,
  group: readonly JoinAttempt[],
): Promise<boolean> {
  for (const { join, plan } of group) {
    join.attempts++;
    join.pendingEvictions = [...join.pendingEvictions, ...plan.evictions];
  }
  if (await services.kv.commit(mergeCommits(group.map(({ plan }) => plan.commit)))) {
    for (const { join, plan: { commit: _, reservation: __, ...minted } } of group) {
      join.resolve({ ...minted, evictions: join.pendingEvictions });
    }
    return true;
  }
  return false;
}

/** From the third attempt on waits a random time below 64 ms, so that replicas do not collide again. */
async function pauseAfter(
  attempts: number,
  randomBytes: SessionServices["randomBytes"],
): Promise<void> {
  if (attempts < 3) return;
  const milliseconds = randomBytes(1)[0] % Math.min(2 ** attempts, 64);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
