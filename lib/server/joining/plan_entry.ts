/** Decides one token request from the rows that it depends on: access, reservation and the commit, which is not made here. */
import type { Access } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { decideEntry, hasPlace, signedInGuest } from "../access/entry.ts";
import { maxHeldSeats } from "../sessions/guest_session_rows.ts";
import { readHeldSeats, seatToGiveUp } from "../seats/held_seats.ts";
import { type MintFacts, type MintPlan, planGeneration } from "./mint_plan.ts";
import { occupancyFor, type PlaceRows, readPlaces } from "../access/capacity.ts";
import { recordRefusal } from "../access/refusals.ts";
import { foundSeat, randomSeatId } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import type { Credentials, Principal } from "../sessions/principal.ts";

/** A request for a generation in a space. */
export interface MintRequest {
  readonly credentials: Credentials;
  readonly slug: string;
  /** Renames a guest; ignored for a user. */
  readonly participantName?: string;
}

type Allowed = Access & { readonly isAllowed: true };

/** A committed generation. `evictions`: seats that may have stale participants in LiveKit. */
export interface Minted extends Omit<MintPlan, "commit"> {
  readonly principal: Principal;
  readonly access: Allowed;
}

/** A generation as planned, and its commit. */
export type EntryPlan = Minted & MintPlan & Pick<MintFacts, "reservation">;

/** Requests of one space that one process admits at a time. */
export const joinBatchSize = 8;

/** For eight processes: while more places than this are free, no concurrent request can take the last one. */
const maxConcurrentJoins = 8 * joinBatchSize;

/** The batch that a request is planned in. */
export interface BatchContext {
  /** The rows that count against the capacity, read once for the batch. */
  readonly places: () => Promise<PlaceRows>;
  /** Earlier requests of the batch that take a new reservation. */
  readonly earlier: number;
}

/**
 * Plans the entry of one principal; without a batch the capacity is read for this request alone.
 *
 * @throws AppError with the code of the access decision.
 */
export async function planEntry(
  services: SessionServices,
  request: MintRequest,
  principal: Principal,
  batch: BatchContext = { places: () => readPlaces(services.kv, request.slug), earlier: 0 },
): Promise<EntryPlan> {
  const { kv, config } = services;
  const { slug, participantName } = request;
  const now = services.now();
  const { access, reservation } = await decideReservation(services, principal, request, batch);
  const guest = signedInGuest(principal, now);
  const guestSeatsElsewhere = guest?.session.seats.filter((seat) => seat.slug !== slug) ?? [];
  const seatsElsewhere = principal.session.seats.filter((seat) => seat.slug !== slug);
  const isFull = seatsElsewhere.length >= maxHeldSeats;
  const [endingGuestSeats, heldRows] = await Promise.all([
    readHeldSeats(kv, guestSeatsElsewhere),
    isFull ? readHeldSeats(kv, seatsElsewhere) : [],
  ]);
  const plan = planGeneration({
    principal,
    slug,
    now,
    seatId: randomSeatId(services.randomBytes),
    participantName,
    endingGuestSeats,
    givenUp: isFull ? seatToGiveUp(heldRows, principal.session.sessionId, now) : null,
    reservation,
    tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  });
  return { ...plan, principal, access, reservation };
}

/** True if the capacity decides: the principal has no place by its own rows, and no other rule refuses it. */
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
  // A principal with a seat may be inside although its own rows do not say so (a lost `participant_joined`).
  const mayBeInside = foundSeat(principal.principalSeatRow, known.now) !== null;
  return mayBeInside || decideEntry(principal, { ...known, hasPlace: false }).isAllowed;
}

async function decideReservation(
  services: SessionServices,
  principal: Principal,
  { slug, participantName }: MintRequest,
  { places, earlier }: BatchContext,
): Promise<{ readonly access: Allowed; readonly reservation: MintFacts["reservation"] }> {
  const { config, now } = services;
  const known = { slug, config, now: now() };
  let access = decideEntry(principal, known);
  let reservation: MintFacts["reservation"] = "existing";
  if (needsCapacityCheck(services, slug, principal)) {
    const { isInside, taken: others } = occupancyFor(await places(), principal, known.now);
    const taken = others + earlier;
    access = decideEntry(principal, { ...known, hasPlace: isInside, taken });
    const isContended = access.isAllowed && taken + maxConcurrentJoins >= access.capacity;
    reservation = isContended || principal.admissionVersionRow.value?.isBeingMade
      ? "contended"
      : "new";
  }
  if (access.isAllowed) return { access, reservation };
  await recordRefusal(services, { principal, slug, participantName, code: access.code });
  throw new AppError(access.code, `Cannot enter space "${slug}"`);
}
