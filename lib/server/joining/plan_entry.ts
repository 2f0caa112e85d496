/** Decides one token request from the rows that it depends on: access, place and the commit, which is not made here. */
import type { Access } from "../access/access.ts";
import { occupancyFor, readPlaces } from "../access/capacity.ts";
import { decideEntry, hasPlace, signedInGuest } from "../access/entry.ts";
import { recordRefusal } from "../access/refusals.ts";
import { AppError } from "../base/app_error.ts";
import { type HeldSeat, tokenRequestedKey } from "../rows/kv_keys.ts";
import { reservationLifeMs } from "../rows/space_rows.ts";
import { readHeldSeats, seatToGiveUp } from "../seats/held_seats.ts";
import { foundSeat, randomSeatId } from "../seats/seats.ts";
import { maxHeldSeats } from "../sessions/guest_session_rows.ts";
import { type Credentials, type Principal, recallPrincipal } from "../sessions/principal.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import type { KvPort } from "../storage/kv_port.ts";
import { storageDeadlineMs } from "../storage/storage_deadline.ts";
import type { JoiningServices } from "./joining_services.ts";
import { type MintFacts, type MintPlan, planGeneration } from "./plan_generation.ts";

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

/** One try of a token request. */
export interface EntryTry {
  readonly request: MintRequest;
  readonly principal: Principal;
  /** An earlier try has reserved a place. */
  readonly hasReserved: boolean;
  readonly isLate: () => boolean;
}

/**
 * Plans the entry of one principal, and reserves a place where they have none. `null`: a row has changed since the
 * principal was read.
 *
 * @throws AppError with the code of the access decision.
 */
export async function planEntry(
  services: JoiningServices,
  attempt: EntryTry,
): Promise<EntryPlan | null> {
  const { kv, config } = services;
  const { request: { slug, participantName }, principal } = attempt;
  const place = await findPlace(services, attempt);
  if (place === null) return null;
  if (!place.access.isAllowed) {
    const { code } = place.access;
    await recordRefusal(services, { principal, slug, participantName, code });
    throw new AppError(code, `Cannot enter space "${slug}"`);
  }
  const now = services.now();
  const guest = signedInGuest(principal, now);
  const guestSeatsElsewhere = guest?.session.seats.filter((seat) => seat.slug !== slug) ?? [];
  const seatsElsewhere = seatsOutside(principal, slug);
  const isFull = seatsElsewhere.length >= maxHeldSeats;
  const [endingGuestSeats, heldRows] = await Promise.all([
    readHeldSeats(kv, guestSeatsElsewhere),
    isFull ? readHeldSeats(kv, seatsElsewhere) : [],
  ]);
  const plan = planGeneration({
    principal,
    slug,
    now,
    isRemembered: false,
    seatId: place.seatId,
    participantName,
    endingGuestSeats,
    givenUp: isFull ? seatToGiveUp(heldRows, principal.session.sessionId, now) : null,
    reservation: place.reservation,
    askedAtMs: askedAtMs(kv, slug),
    tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  });
  return { ...plan, principal, access: place.access, reservation: place.reservation };
}

/**
 * Plans the entry of a principal with a seat and a place from remembered rows alone; the commit checks all of them that the
 * decision turns on. `null`: what is remembered does not suffice, or would refuse.
 */
export async function planFromMemory(
  services: SessionServices,
  { credentials, slug, participantName }: MintRequest,
): Promise<EntryPlan | null> {
  const { config, kv } = services;
  const principal = await recallPrincipal(services, credentials, slug);
  const now = services.now();
  if (principal === null || foundSeat(principal.principalSeatRow, now) === null) return null;
  if (!hasPlace(principal, now) || seatsOutside(principal, slug).length >= maxHeldSeats) {
    return null;
  }
  const access = decideEntry(principal, { slug, config, now });
  if (!access.isAllowed) return null;
  const reservation = "existing";
  const plan = planGeneration({
    principal,
    slug,
    now,
    isRemembered: true,
    seatId: "",
    participantName,
    endingGuestSeats: [],
    givenUp: null,
    reservation,
    askedAtMs: askedAtMs(kv, slug),
    tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  });
  return { ...plan, principal, access, reservation };
}

function seatsOutside({ session }: Principal, slug: string): HeldSeat[] {
  return session.seats.filter((seat) => seat.slug !== slug);
}

/** When this process last wrote that a token of the space was asked for. No commit checks it: it may be written once too often. */
function askedAtMs(kv: KvPort, slug: string): number {
  return kv.recall([tokenRequestedKey(slug)])?.[0].value?.at ?? 0;
}

/** The decision, and the place that goes with it. `seatId`: of a seat that has to be made. `null`: as `planEntry`. */
async function findPlace(
  services: JoiningServices,
  { request: { slug }, principal, hasReserved, isLate }: EntryTry,
): Promise<
  | {
    readonly access: Access;
    readonly reservation: MintFacts["reservation"];
    readonly seatId: string;
  }
  | null
> {
  const { config, kv } = services;
  const now = services.now();
  const known = { slug, config, now };
  const access = decideEntry(principal, known);
  const existing = { access, reservation: "existing", seatId: "" } as const;
  const seat = foundSeat(principal.principalSeatRow, now)?.seat;
  if (hasPlace(principal, now)) return existing;
  const withPlace = decideEntry(principal, { ...known, hasPlace: true });
  if (!withPlace.isAllowed) return existing;
  if (!access.isAllowed) {
    // A principal with a seat may be inside although their own rows do not say so (a lost `participant_joined`).
    const isInside = seat && occupancyFor(await readPlaces(kv, slug), principal, now).isInside;
    return isInside ? { ...existing, access: withPlace } : existing;
  }
  const guestSeatId = signedInGuest(principal, now)?.principalSeatRow.value?.seatId;
  // A new id for each try: under the last one a seat may have been made, by a commit whose reply was lost.
  const seatId = seat?.seatId ?? guestSeatId ?? randomSeatId(services.randomBytes);
  // For whatever seat: the token's commit writes the reservation anew.
  const reserved = principal.reservationRow.value;
  if (hasReserved && reserved && now < reserved.until) {
    return { access, reservation: "reserved", seatId };
  }
  const lifeMs = reservationLifeMs(config.tokenLifetimeSeconds) + storageDeadlineMs;
  const { capacity } = access;
  const answer = await services.places.reserve(slug, {
    principal,
    seatId,
    capacity,
    lifeMs,
    isLate,
  });
  switch (answer.type) {
    case "reserved":
      return { access, reservation: "reserved", seatId: answer.seatId };
    case "inside":
      return { ...existing, access: withPlace };
    case "full":
      return { ...existing, access: { isAllowed: false, code: "space-full" } };
    case "changed":
      return null;
  }
}
