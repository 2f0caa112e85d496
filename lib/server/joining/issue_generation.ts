/**
 * A seat's next generation for the principal of a token request: one commit that checks the session's row and the seat's.
 * The first try is made from memory, where it can be; after a lost commit the request starts again at `authenticate`.
 */
import type { HeldSeat } from "../rows/kv_keys.ts";
import { oneAtATime } from "../sessions/one_at_a_time.ts";
import { authenticate } from "../sessions/principal.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import type { JoiningServices } from "./joining_services.ts";
import {
  type EntryPlan,
  type Minted,
  type MintRequest,
  planEntry,
  planFromMemory,
} from "./plan_entry.ts";

/**
 * Commits the next generation of the principal's seat, and answers it. Requests of one session in one space run one after
 * another.
 *
 * @throws AppError as `authenticate` does; the access policy's codes; `storage-unavailable` at the storage deadline.
 */
export function issueGeneration(services: JoiningServices, request: MintRequest): Promise<Minted> {
  return withinStorageDeadline((isLate) =>
    oneAtATime(services, request, () => mintUntil(isLate, services, request))
  );
}

async function mintUntil(
  isLate: () => boolean,
  services: JoiningServices,
  request: MintRequest,
): Promise<Minted> {
  // Of every try: a commit that reported a conflict may have landed (its reply was lost) and raised a floor.
  let evictions: readonly HeldSeat[] = [];
  let hasReserved = false;
  for (let tries = 0;; tries++) {
    if (isLate()) throw storageTimeout();
    const plan: EntryPlan | null = (tries === 0 ? await planFromMemory(services, request) : null) ??
      await planEntry(services, {
        request,
        principal: await authenticate(services, request.credentials, request.slug),
        hasReserved,
        isLate,
      });
    if (plan !== null) {
      const { commit, reservation: _, ...minted } = plan;
      hasReserved ||= plan.reservation === "reserved";
      evictions = [...evictions, ...plan.evictions];
      if (await services.kv.commit(commit)) return { ...minted, evictions };
    }
    await pauseAfter(tries, services.randomBytes);
  }
}

/** From the third try on waits a random time below 64 ms, so that replicas do not collide again. */
async function pauseAfter(
  tries: number,
  randomBytes: JoiningServices["randomBytes"],
): Promise<void> {
  if (tries < 2) return;
  const milliseconds = randomBytes(1)[0] % Math.min(2 ** (tries + 1), 64);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
