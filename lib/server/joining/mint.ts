/**
 * A seat's next generation for whoever asks: one commit that checks the session's row and the seat's, and
 * starts again at *who* when somebody else was faster.
 */
import { type Arrival, comeBack, comeIn } from "./arrivals.ts";
import { hasToCount, type Minted, type MintRequest } from "./plan_entry.ts";
import type { JoiningServices } from "./joining_services.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { identify } from "../sessions/who.ts";

/**
 * Mints, and commits it.
 *
 * @throws AppError as `identify` does; the access policy's codes; `storage-unavailable` in time.
 */
export function mintSeat(services: JoiningServices, request: MintRequest): Promise<Minted> {
  const { credentials, slug } = request;
  const { bearer, userCookie, sessionToken, guestCookie } = credentials;
  const proof = bearer ?? userCookie ?? sessionToken ?? guestCookie ?? "";
  const mint = async (isLate: () => boolean): Promise<Minted> => {
    const who = await identify(services, credentials, slug);
    const { promise, resolve, reject } = Promise.withResolvers<Minted>();
    const arrival: Arrival = { request, who, isLate, resolve, reject, attempts: 0, owed: [] };
    if (hasToCount(services, slug, who)) {
      services.arrivals.add(slug, arrival, (some, isAtOnce) => comeIn(services, some, isAtOnce));
    } else comeBack(services, arrival).catch(reject);
    return await promise;
  };
  return withinStorageDeadline((isLate) =>
    services.inTurn.run(`${slug} ${proof}`, () => mint(isLate))
  );
}
