/**
 * A seat's next generation for whoever asks: one commit that checks the session's row and the seat's, and
 * starts again at *who* when somebody else was faster.
 */
import type { Access } from "./access.ts";
import { AppError } from "./app_error.ts";
import { withinDeadline } from "./deadline.ts";
import { decideEntry, hasPlace, signedInGuest } from "./entry.ts";
import { maxHeldSeats } from "./guest_session_rows.ts";
import { readHeldSeats, seatToGiveUp } from "./held_seats.ts";
import type { HeldSeat } from "./kv_keys.ts";
import { storageTooLate } from "./kv_connection.ts";
import { type MintPlan, planMint } from "./mint_plan.ts";
import { readOccupancy } from "./places.ts";
import { noteRefusal } from "./refusals.ts";
import { randomSeatId } from "./seats.ts";
import type { Services } from "./services.ts";
import { type Credentials, identify, type Who } from "./who.ts";

/** Storage gets this long in all before the caller hears `storage-unavailable`. */
export const mintDeadlineMs = 2_250;

export interface MintRequest {
  readonly credentials: Credentials;
  readonly slug: string;
  /** Renames a guest; an account's name is its own. */
  readonly participantName?: string;
}

type Allowed = Access & { readonly isAllowed: true };

type Planned = Minted & MintPlan & { readonly takesPlace: boolean };

/** A generation that is this caller's alone; `evictions`: seats on which somebody may be live who may not stay. */
export interface Minted extends Omit<MintPlan, "commit"> {
  readonly who: Who;
  readonly access: Allowed;
}

/**
 * Mints, and commits it.
 *
 * @throws AppError as `identify` does; the access policy's codes; `storage-unavailable` in time.
 */
export function mintSeat(services: Services, request: MintRequest): Promise<Minted> {
  const { bearer, userCookie, sessionToken, guestCookie } = request.credentials;
  const proof = bearer ?? userCookie ?? sessionToken ?? guestCookie ?? "";
  let isLate = false;
  const mint = async (): Promise<Minted> => {
    // A commit that was answered "conflict" may have landed all the same (a lost reply) and have raised
    // a floor: what it owes is owed by the next try.
    let owed: readonly HeldSeat[] = [];
    let isContended = false;
    const attempted = async (): Promise<Minted | null> => {
      if (isLate) throw storageTooLate();
      const { commit, takesPlace, ...minted } = await planned(services, request);
      owed = [...owed, ...minted.evictions];
      if (await services.kv.commit(commit)) return { ...minted, evictions: owed };
      isContended = takesPlace;
      return null;
    };
    for (let attempt = 1;; attempt++) {
      // Many who come in at once wait for each other here, instead of for the door's conflicts.
      const minted = isContended
        ? await services.inTurn.run(`door ${request.slug}`, attempted)
        : await attempted();
      if (minted) return minted;
      await pauseAfter(attempt, services.randomBytes);
    }
  };
  return withinDeadline(
    mintDeadlineMs,
    services.inTurn.run(`${request.slug} ${proof}`, mint),
    () => {
      isLate = true;
      return storageTooLate();
    },
  );
}

/** @throws AppError as the access decision says. */
async function planned(services: Services, request: MintRequest): Promise<Planned> {
  const { kv, config } = services;
  const { credentials, slug, participantName } = request;
  const who = await identify(services, credentials, slug);
  const now = services.now();
  const { access, takesPlace } = await entered(services, who, request);
  const guest = signedInGuest(who, now);
  const elsewhere = guest?.session.seats.filter((seat) => seat.slug !== slug) ?? [];
  const held = who.session.seats.filter((seat) => seat.slug !== slug);
  const isFull = held.length >= maxHeldSeats;
  const [endingGuestSeats, heldRows] = await Promise.all([
    readHeldSeats(kv, elsewhere),
    isFull ? readHeldSeats(kv, held) : [],
  ]);
  const plan = planMint({
    who,
    slug,
    now,
    seatId: randomSeatId(services.randomBytes),
    participantName,
    endingGuestSeats,
    givenUp: isFull ? seatToGiveUp(heldRows, who.session.sessionId, now) : null,
    takesPlace,
    tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  });
  return { ...plan, who, access, takesPlace };
}

/** Places are counted only for somebody who has none. */
async function entered(
  services: Services,
  who: Who,
  { slug, participantName }: MintRequest,
): Promise<{ readonly access: Allowed; readonly takesPlace: boolean }> {
  const { kv, config, now } = services;
  const known = { slug, config, now: now() };
  let access = decideEntry(who, { ...known, hasPlace: true });
  const takesPlace = access.isAllowed && !hasPlace(who, known.now);
  if (takesPlace) {
    const { isInside, taken } = await readOccupancy(kv, slug, who, known.now);
    access = decideEntry(who, { ...known, hasPlace: isInside, taken });
  }
  if (access.isAllowed) return { access, takesPlace };
  await noteRefusal(services, { who, slug, participantName, code: access.code });
  throw new AppError(access.code, `Cannot enter space "${slug}"`);
}

/** The first tries follow at once; later ones wait a little, each a different time. */
async function pauseAfter(attempt: number, randomBytes: Services["randomBytes"]): Promise<void> {
  if (attempt < 3) return;
  const milliseconds = randomBytes(1)[0] % Math.min(2 ** attempt, 64);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
