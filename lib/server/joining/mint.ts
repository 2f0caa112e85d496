/**
 * A seat's next generation for whoever asks: one commit that checks the session's row and the seat's, and
 * starts again at *who* when somebody else was faster.
 */
import { admitBatch, type PendingJoin, remintForHolder } from "./join_queue.ts";
import { type Minted, type MintRequest, needsCapacityCheck } from "./plan_entry.ts";
import type { JoiningServices } from "./joining_services.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { authenticate } from "../sessions/principal.ts";

/**
 * Mints, and commits it.
 *
 * @throws AppError as `authenticate` does; the access policy's codes; `storage-unavailable` in time.
 */
export function mintSeat(services: JoiningServices, request: MintRequest): Promise<Minted> {
  const { credentials, slug } = request;
  const { bearer, userCookie, sessionToken, guestCookie } = credentials;
  const proof = bearer ?? userCookie ?? sessionToken ?? guestCookie ?? "";
  const mint = async (isLate: () => boolean): Promise<Minted> => {
    const principal = await authenticate(services, credentials, slug);
    const { promise, resolve, reject } = Promise.withResolvers<Minted>();
    const arrival: PendingJoin = {
      request,
      principal,
      isLate,
      resolve,
      reject,
      attempts: 0,
      pendingEvictions: [],
    };
    if (needsCapacityCheck(services, slug, principal)) {
      services.joinQueue.add(
        slug,
        arrival,
        (some, isAtOnce) => admitBatch(services, some, isAtOnce),
      );
    } else remintForHolder(services, arrival).catch(reject);
    return await promise;
  };
  return withinStorageDeadline((isLate) =>
    services.mutex.run(`${slug} ${proof}`, () => mint(isLate))
  );
}
