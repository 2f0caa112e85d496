/** How those who ask come in: who has a place waits for nobody, and who takes one anew comes in with whoever else does. */
import { AppError } from "../base/app_error.ts";
import type { HeldSeat } from "../rows/kv_keys.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import type { KvCheck, KvCommit, KvRow } from "../storage/kv_port.ts";
import { type PlaceRows, readPlaces } from "../access/capacity.ts";
import { type EntryPlan, type Minted, type MintRequest, planEntry } from "./plan_entry.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { admissionVersionKey, type AdmissionVersionRow } from "../rows/space_rows.ts";
import { retireInconsistentSeat } from "../seats/inconsistent_seats.ts";
import { commitKeysOf, TouchedKeys } from "../storage/touched_keys.ts";
import { authenticate, type Principal } from "../sessions/principal.ts";

/** So many lost commits in a row may be no others' doing. */
const mendAfterAttempts = 3;

/** Checks that one commit may have (`KvCommit`). */
const checksAtMost = 10;

/** Somebody who asks, until they are answered. */
export interface PendingJoin {
  readonly request: MintRequest;
  /** As they were read when they came. */
  readonly principal: Principal;
  readonly resolve: (minted: Minted) => void;
  readonly reject: (error: unknown) => void;
  /** They were told to come later. */
  readonly isLate: () => boolean;
  attempts: number;
  /**
   * A commit that was answered "conflict" may have landed all the same (a lost reply) and have raised a floor: what it
   * owes is owed by the next try.
   */
  pendingEvictions: readonly HeldSeat[];
}

interface Try {
  readonly arrival: PendingJoin;
  readonly plan: EntryPlan;
}

/**
 * Who has a place already, or is refused whatever is free.
 *
 * @throws AppError as `planEntry` does.
 */
export async function remintForHolder(
  services: SessionServices,
  arrival: PendingJoin,
): Promise<void> {
  const { request, isLate } = arrival;
  for (let principal: Principal | null = arrival.principal;; principal = null) {
    if (isLate()) throw storageTimeout();
    principal ??= await authenticate(services, request.credentials, request.slug);
    const plan = await planEntry(services, request, principal);
    if (await tryCommit(services, [{ arrival, plan }])) return;
    await pauseAfter(arrival.attempts, services.randomBytes);
  }
}

/**
 * Those who take a place anew, a few at a time: they wait for each other instead of for conflicts at the door, their
 * places are counted once, and where places are scarce, one commit writes the door for all of them.
 *
 * @returns who has to try again.
 */
export async function admitBatch(
  services: SessionServices,
  arrivals: readonly PendingJoin[],
  isAtOnce: boolean,
): Promise<readonly PendingJoin[]> {
  const late = arrivals.filter(({ isLate }) => isLate());
  // Nobody waits for this answer, but for its end: their next request comes after this one.
  for (const { reject } of late) reject(storageTimeout());
  const inTime = arrivals.filter((arrival) => !late.includes(arrival));
  const { tries, behind } = await planned(services, inTime, isAtOnce);
  const groups = tries.filter(({ plan }) => plan.place !== "scarce").map((one) => [one]);
  groups.push(selectCompatible(tries.filter(({ plan }) => plan.place === "scarce")));
  const settled = await Promise.all(groups.map(async (group) => {
    if (group.length === 0) return [];
    const answered = await tryCommit(services, group).catch((error) => {
      for (const { arrival } of group) arrival.reject(error);
      return true;
    });
    return answered ? group : [];
  }));
  const answered = settled.flat();
  const again = tries.filter((one) => !answered.includes(one)).map(({ arrival }) => arrival);
  await pauseAfter(Math.max(0, ...again.map(({ attempts }) => attempts)), services.randomBytes);
  return [...again, ...behind];
}

/** Whoever cannot come in is told so; `behind`: who would have a place if all before them did not take theirs. */
async function planned(
  services: SessionServices,
  arrivals: readonly PendingJoin[],
  isAtOnce: boolean,
): Promise<{ readonly tries: readonly Try[]; readonly behind: readonly PendingJoin[] }> {
  // What was read while nobody was before is still new.
  const principals = isAtOnce
    ? arrivals.map(({ principal }) => principal)
    : await readAgain(services, arrivals);
  let rows: Promise<PlaceRows> | null = null;
  const tries: Try[] = [];
  const behind: PendingJoin[] = [];
  for (const [index, principal] of principals.entries()) {
    const arrival = arrivals[index];
    const { request, reject } = arrival;
    const places = () => rows ??= readPlaces(services.kv, request.slug);
    const before = tries.filter(({ plan }) => plan.place !== "kept").length;
    const plan = principal && await planEntry(services, request, principal, { places, before })
      .catch(async (error) => {
        if (!(error instanceof AppError) || error.code !== "space-full") throw error;
        // Those before may be turned away yet, or be the same person on another device.
        if (before > 0) return void behind.push(arrival);
        // Another device of theirs may have come in since they came: then they have a place.
        const now = await authenticate(services, request.credentials, request.slug);
        const isSame =
          now.admissionVersionRow.versionstamp === principal.admissionVersionRow.versionstamp;
        // Others may have taken places since they were counted: by the door of now they count as of now.
        return await planEntry(services, request, now, isSame ? { places, before } : undefined);
      })
      .catch(reject);
    if (plan) tries.push({ arrival, plan });
  }
  return { tries, behind };
}

/**
 * Who they are now. Whoever changes who may enter writes the door: while its last change is the same, all that was read
 * when they came is as it was, but for their own rows, which the commit checks.
 */
async function readAgain(
  services: SessionServices,
  arrivals: readonly PendingJoin[],
): Promise<(Principal | void)[]> {
  if (arrivals.length === 0) return [];
  const door = services.kv.get(admissionVersionKey(arrivals[0].request.slug));
  return await Promise.all(arrivals.map(async ({ request, principal, attempts, reject }) => {
    try {
      const admissionVersionRow = await door;
      const isSame = lastChange(admissionVersionRow) === lastChange(principal.admissionVersionRow);
      if (isSame && attempts === 0) return { ...principal, admissionVersionRow };
      return await authenticate(services, request.credentials, request.slug);
    } catch (error) {
      reject(error);
    }
  }));
}

/** The same for a space whose door nobody has written, and for one where only places were taken since. */
function lastChange({ value }: KvRow<AdmissionVersionRow>): string {
  return value?.change ?? "";
}

/**
 * As many of them as one commit may hold. None of them changes what another one turns on (two devices of one person),
 * but for the door, which all of them write alike.
 */
function selectCompatible(tries: readonly Try[]): Try[] {
  const touched = new TouchedKeys();
  const group: Try[] = [];
  for (const one of tries) {
    const { checked, written } = commitKeysOf(one.plan.commit);
    const door = JSON.stringify(admissionVersionKey(one.arrival.request.slug));
    const isOwn = (key: string) => key !== door;
    const keys = { checked: checked.filter(isOwn), written: written.filter(isOwn) };
    const commit = together([...group, one].map(({ plan }) => plan.commit));
    const fits = group.length === 0 || commit.checks.length <= checksAtMost;
    if (!fits || touched.conflictsWith(keys)) continue;
    touched.add(keys);
    group.push(one);
  }
  return group;
}

/** All of them or none; a check that several share is made once. */
function together(commits: readonly KvCommit[]): KvCommit {
  const checks = new Map<string, KvCheck>();
  for (const check of commits.flatMap(({ checks }) => checks)) {
    checks.set(JSON.stringify([check.key, check.versionstamp]), check);
  }
  return { checks: [...checks.values()], writes: commits.flatMap(({ writes }) => writes) };
}

/** Commits, and answers whoever it is for; false where something that it stands on has changed. */
async function tryCommit(services: SessionServices, group: readonly Try[]): Promise<boolean> {
  for (const { arrival, plan } of group) {
    arrival.attempts++;
    arrival.pendingEvictions = [...arrival.pendingEvictions, ...plan.evictions];
  }
  if (await services.kv.commit(together(group.map(({ plan }) => plan.commit)))) {
    for (const { arrival, plan: { commit: _, place: __, ...minted } } of group) {
      arrival.resolve({ ...minted, evictions: arrival.pendingEvictions });
    }
    return true;
  }
  for (const { arrival, plan } of group) {
    if (arrival.attempts < mendAfterAttempts) continue;
    arrival.pendingEvictions = [
      ...arrival.pendingEvictions,
      ...await repaired(services, arrival.request.slug, plan.principal),
    ];
  }
  return false;
}

/** The asker's seats whose rows are torn are retired: the next try makes a new one. */
async function repaired(
  services: SessionServices,
  slug: string,
  principal: Principal,
): Promise<HeldSeat[]> {
  const guestOwner = principal.kind === "user" ? principal.guest?.principalId : undefined;
  const owners = [principal.principalId, ...(guestOwner ? [guestOwner] : [])];
  return (await Promise.all(owners.map((owner) => retireInconsistentSeat(services, slug, owner))))
    .flat();
}

/** The first tries follow at once; later ones wait a little, each a different time. */
async function pauseAfter(
  attempts: number,
  randomBytes: SessionServices["randomBytes"],
): Promise<void> {
  if (attempts < 3) return;
  const milliseconds = randomBytes(1)[0] % Math.min(2 ** attempts, 64);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
