/**
 * A seat's next generation for the principal of a token request: one commit that checks the session's row and the seat's.
 * After a lost commit the request starts again at `authenticate`.
 */
import { admitBatch, type PendingJoin, remintForHolder } from "./join_queue.ts";
import { type Minted, type MintRequest, needsCapacityCheck } from "./plan_entry.ts";
import type { JoiningServices } from "./joining_services.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { authenticate } from "../sessions/principal.ts";

/**
 * Commits the next generation of the principal's seat, and answers it. Requests of one session in one space run one after
 * another.
 *
 * @throws AppError as `authenticate` does; the access policy's codes; `storage-unavailable` at the storage deadline.
 */
export function issueGeneration(services: JoiningServices, request: MintRequest): Promise<Minted> {
  const { credentials, slug } = request;
  const { bearer, userCookie, sessionToken, guestCookie } = credentials;
  const proof = bearer ?? userCookie ?? sessionToken ?? guestCookie ?? "";
  const mint = async (isLate: () => boolean): Promise<Minted> => {
    const principal = await authenticate(services, credentials, slug);
    const { promise, resolve, reject } = Promise.withResolvers<Minted>();
    const join: PendingJoin = {
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
        join,
        (batch, isAtOnce) => admitBatch(services, batch, isAtOnce),
      );
    } else remintForHolder(services, join).catch(reject);
    return await promise;
  };
  return withinStorageDeadline((isLate) =>
    services.mutex.run(`${slug} ${proof}`, () => mint(isLate))
  );
}
