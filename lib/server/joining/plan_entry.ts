/** What somebody who asks to come in is to get: decided from all rows that it turns on, and not committed yet. */
import type { Access } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { decideEntry, hasPlace, signedInGuest } from "../access/entry.ts";
import { maxHeldSeats } from "../sessions/guest_session_rows.ts";
import { readHeldSeats, seatToGiveUp } from "../seats/held_seats.ts";
import { type MintFacts, type MintPlan, planMint } from "./mint_plan.ts";
import { occupancyFor, type PlaceRows, readPlaces } from "../access/capacity.ts";
import { recordRefusal } from "../access/refusals.ts";
import { foundSeat, randomSeatId } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { readUnlinkedSeat } from "../seats/inconsistent_seats.ts";
import type { Credentials, Principal } from "../sessions/principal.ts";

/** Who asks for a generation, and where. */
export interface MintRequest {
  readonly credentials: Credentials;
  readonly slug: string;
  /** Renames a guest; an account's name is its own. */
  readonly participantName?: string;
}

type Allowed = Access & { readonly isAllowed: true };

/** A generation that is this caller's alone; `evictions`: seats on which somebody may be live who may not stay. */
export interface Minted extends Omit<MintPlan, "commit"> {
  readonly principal: Principal;
  readonly access: Allowed;
}

/** One, as far as it can be known before it is committed. */
export type EntryPlan = Minted & MintPlan & Pick<MintFacts, "place">;

/** People who take a place of a space at a time, in one process. */
export const joinBatchSize = 8;

/** Of eight processes: while more than these places are free, none of those who take one takes the last. */
const maxConcurrentJoins = 8 * joinBatchSize;

/** Those who come in together, as far as they were planned. */
export interface BatchContext {
  /** The places of the space, read once for all. */
  readonly places: () => Promise<PlaceRows>;
  /** Who takes a place before this one. */
  readonly before: number;
}

/** @throws AppError as the access decision says. */
export async function planEntry(
  services: SessionServices,
  request: MintRequest,
  principal: Principal,
  company: BatchContext = { places: () => readPlaces(services.kv, request.slug), before: 0 },
): Promise<EntryPlan> {
  const { kv, config } = services;
  const { slug, participantName } = request;
  const now = services.now();
  const { access, place } = await entered(services, principal, request, company);
  const guest = signedInGuest(principal, now);
  const elsewhere = guest?.session.seats.filter((seat) => seat.slug !== slug) ?? [];
  const held = principal.session.seats.filter((seat) => seat.slug !== slug);
  const isFull = held.length >= maxHeldSeats;
  const [endingGuestSeats, heldRows, orphan] = await Promise.all([
    readHeldSeats(kv, elsewhere),
    isFull ? readHeldSeats(kv, held) : [],
    // Where nothing else makes the commit longer: it has room for ten checks.
    guest || isFull ? null : readUnlinkedSeat(services, principal, slug),
  ]);
  const plan = planMint({
    principal,
    slug,
    now,
    seatId: randomSeatId(services.randomBytes),
    participantName,
    endingGuestSeats,
    orphan,
    givenUp: isFull ? seatToGiveUp(heldRows, principal.session.sessionId, now) : null,
    place,
    tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  });
  return { ...plan, principal, access, place };
}

/** Whether places have to be counted: for somebody who has none, and is not refused whatever is free. */
export function needsCapacityCheck(
  { config, now }: Pick<SessionServices, "config" | "now">,
  slug: string,
  principal: Principal,
): boolean {
  const known = { slug, config, now: now() };
  if (
    !decideEntry(principal, { ...known, hasPlace: true }).isAllowed ||
    hasPlace(principal, known.now)
  ) {
    return false;
  }
  // Who has a seat may be inside, although their own rows do not say so.
  const mayBeInside = foundSeat(principal.principalSeatRow, known.now) !== null;
  return mayBeInside || decideEntry(principal, { ...known, hasPlace: false }).isAllowed;
}

async function entered(
  services: SessionServices,
  principal: Principal,
  { slug, participantName }: MintRequest,
  { places, before }: BatchContext,
): Promise<{ readonly access: Allowed; readonly place: MintFacts["place"] }> {
  const { config, now } = services;
  const known = { slug, config, now: now() };
  let access = decideEntry(principal, known);
  let place: MintFacts["place"] = "kept";
  if (needsCapacityCheck(services, slug, principal)) {
    const { isInside, taken: others } = occupancyFor(await places(), principal, known.now);
    const taken = others + before;
    access = decideEntry(principal, { ...known, hasPlace: isInside, taken });
    const isScarce = access.isAllowed && taken + maxConcurrentJoins >= access.capacity;
    place = isScarce || principal.admissionVersionRow.value?.isBeingMade ? "scarce" : "new";
  }
  if (access.isAllowed) return { access, place };
  await recordRefusal(services, { principal, slug, participantName, code: access.code });
  throw new AppError(access.code, `Cannot enter space "${slug}"`);
}
