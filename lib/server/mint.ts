/**
 * A seat's next generation for whoever asks: one commit that checks the session's row and the seat's, and
 * starts again at *who* when somebody else was faster.
 */
import type { Access } from "./access.ts";
import { AppError } from "./app_error.ts";
import { decideEntry, hasPlace, signedInGuest } from "./entry.ts";
import { maxHeldSeats } from "./guest_session_rows.ts";
import { readHeldSeats, seatToGiveUp } from "./held_seats.ts";
import type { HeldSeat } from "./kv_keys.ts";
import { storageTooLate } from "./kv_connection.ts";
import { type MintFacts, type MintPlan, planMint } from "./mint_plan.ts";
import { readOccupancy } from "./places.ts";
import { noteRefusal } from "./refusals.ts";
import { randomSeatId } from "./seats.ts";
import type { Services } from "./services.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";
import { type Credentials, identify, type Who } from "./who.ts";

/** Who asks for a generation, and where. */
export interface MintRequest {
  readonly credentials: Credentials;
  readonly slug: string;
  /** Renames a guest; an account's name is its own. */
  readonly participantName?: string;
}

type Allowed = Access & { readonly isAllowed: true };

/** People that one process lets take a place of a space at a time. */
const lanes = 4;

/** Of eight processes: while more than these places are free, none of those who take one takes the last. */
const takersAtMost = 8 * lanes;

type Planned = Minted & MintPlan & Pick<MintFacts, "place">;

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
  const { credentials, slug } = request;
  const { bearer, userCookie, sessionToken, guestCookie } = credentials;
  const proof = bearer ?? userCookie ?? sessionToken ?? guestCookie ?? "";
  const mint = async (isLate: () => boolean): Promise<Minted> => {
    // A commit that was answered "conflict" may have landed all the same (a lost reply) and have raised
    // a floor: what it owes is owed by the next try.
    let owed: readonly HeldSeat[] = [];
    const planFor = async (read: Who | null): Promise<Planned> => {
      if (isLate()) throw storageTooLate();
      return await planned(services, request, read ?? await identify(services, credentials, slug));
    };
    const committed = async ({ commit, place: _, ...minted }: Planned): Promise<Minted | null> => {
      owed = [...owed, ...minted.evictions];
      if (await services.kv.commit(commit)) return { ...minted, evictions: owed };
      return null;
    };
    const untilMade = async (first: Who | null): Promise<Minted> => {
      for (let attempt = 1, who = first;; attempt++, who = null) {
        const minted = await committed(await planFor(who));
        if (minted) return minted;
        await pauseAfter(attempt, services.randomBytes);
      }
    };
    const who = await identify(services, credentials, slug);
    if (hasPlace(who, services.now())) return await untilMade(who);
    // Who takes a place anew waits for others of this process, instead of for the door's conflicts: a few at a time
    // while there are many places, one by one where they are scarce. What was read while nobody was before is still new.
    const door = `door ${slug}`;
    const lane = services.randomBytes(1)[0] % lanes;
    return await atOnceOrInTurn(services, `${door} ${lane}`, async (isAtOnce) => {
      const plan = await planFor(isAtOnce ? who : null);
      const minted = plan.place === "scarce" ? null : await committed(plan);
      if (minted) return minted;
      return await atOnceOrInTurn(
        services,
        door,
        async (isAtOnce) =>
          (isAtOnce && plan.place === "scarce" ? await committed(plan) : null) ??
            await untilMade(null),
      );
    });
  };
  return withinStorageDeadline((isLate) =>
    services.inTurn.run(`${slug} ${proof}`, () => mint(isLate))
  );
}

/** @throws AppError as the access decision says. */
async function planned(
  services: Services,
  request: MintRequest,
  who: Who,
): Promise<Planned> {
  const { kv, config } = services;
  const { slug, participantName } = request;
  const now = services.now();
  const { access, place } = await entered(services, who, request);
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
    place,
    tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  });
  return { ...plan, who, access, place };
}

/** Places are counted only for somebody who has none. */
async function entered(
  services: Services,
  who: Who,
  { slug, participantName }: MintRequest,
): Promise<{ readonly access: Allowed; readonly place: MintFacts["place"] }> {
  const { kv, config, now } = services;
  const known = { slug, config, now: now() };
  let access = decideEntry(who, { ...known, hasPlace: true });
  let place: MintFacts["place"] = "kept";
  if (access.isAllowed && !hasPlace(who, known.now)) {
    const { isInside, taken } = await readOccupancy(kv, slug, who, known.now);
    access = decideEntry(who, { ...known, hasPlace: isInside, taken });
    const isScarce = access.isAllowed && taken + takersAtMost >= access.capacity;
    place = isScarce ? "scarce" : "new";
  }
  if (access.isAllowed) return { access, place };
  await noteRefusal(services, { who, slug, participantName, code: access.code });
  throw new AppError(access.code, `Cannot enter space "${slug}"`);
}

/** In turn; `isAtOnce` where nobody is before: the turn begins within `run`. */
async function atOnceOrInTurn<Value>(
  { inTurn }: Pick<Services, "inTurn">,
  key: string,
  work: (isAtOnce: boolean) => Promise<Value>,
): Promise<Value> {
  let isAtOnce = true;
  const done = inTurn.run(key, () => work(isAtOnce));
  isAtOnce = false;
  return await done;
}

/** The first tries follow at once; later ones wait a little, each a different time. */
async function pauseAfter(attempt: number, randomBytes: Services["randomBytes"]): Promise<void> {
  if (attempt < 3) return;
  const milliseconds = randomBytes(1)[0] % Math.min(2 ** attempt, 64);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
