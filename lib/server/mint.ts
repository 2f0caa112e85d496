/**
 * A seat's next generation for whoever asks: one commit that checks the session's row and the seat's, and
 * starts again at *who* when somebody else was faster.
 */
import { type Access, decideAccess } from "./access.ts";
import { AppError } from "./app_error.ts";
import { withinDeadline } from "./deadline.ts";
import { isAdmitted, maxHeldSeats } from "./guest_session_rows.ts";
import { readHeldSeats, seatToGiveUp } from "./held_seats.ts";
import type { HeldSeat } from "./kv_keys.ts";
import { storageTooLate } from "./kv_connection.ts";
import { type MintPlan, planMint, signedInGuest } from "./mint_plan.ts";
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
    for (let attempt = 1;; attempt++) {
      if (isLate) throw storageTooLate();
      const { commit, ...minted } = await planned(services, request);
      owed = [...owed, ...minted.evictions];
      if (await services.kv.commit(commit)) return { ...minted, evictions: owed };
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

async function planned(
  services: Services,
  { credentials, slug, participantName }: MintRequest,
): Promise<Minted & MintPlan> {
  const { kv, config } = services;
  const who = await identify(services, credentials, slug);
  const access = decideAccess({
    kind: who.kind,
    isAdmitted: who.kind === "user" || isAdmitted(who.session, slug),
    defaultCapacity: config.spaceCapacity,
  });
  if (!access.isAllowed) throw new AppError(access.code, `Cannot enter space "${slug}"`);
  const now = services.now();
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
  });
  return { ...plan, who, access };
}

/** The first tries follow at once; later ones wait a little, each a different time. */
async function pauseAfter(attempt: number, randomBytes: Services["randomBytes"]): Promise<void> {
  if (attempt < 3) return;
  const milliseconds = randomBytes(1)[0] % Math.min(2 ** attempt, 64);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
