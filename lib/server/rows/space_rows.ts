/**
 * Rows that decide who may enter a space (docs/decisions/008-who-may-enter.md). Times are milliseconds since 1970.
 * Every change of who may enter writes the person's seat, where there is one, **and the admission version**, in one
 * commit: a token's commit checks one of the two.
 */
import type { PersonKind } from "../../contract/participant.ts";
import type { GivenRole, SpaceSettings } from "../../contract/space.ts";
import { guestLifeMs } from "./kv_keys.ts";
import { deleteRow, type KvWrite, type RowKey, setRow } from "../storage/kv_port.ts";

/** Settings that rows of older servers do not have: see `chatRulesOf` and `keyCheckOf`. */
type LaterSetting = "chatRoles" | "chatKept" | "keyCheck";

/** A space that has an owner. Without this row a slug is an open space with the defaults, or, where spaces are declared, no space. */
export interface SpaceRow
  extends Omit<SpaceSettings, LaterSetting>, Partial<Pick<SpaceSettings, LaterSetting>> {
  readonly slug: string;
  /** The owner's user id, without `user:`. */
  readonly ownerId: string;
  readonly createdAt: number;
  /** The name for people, beside the address; `null` or absent: none. */
  readonly name?: string | null;
}

/** The check of the key by which a space is encrypted; `null`: it is not. */
export function keyCheckOf(rules: SpaceRow | null): string | null {
  return rules?.keyCheck ?? null;
}

/** By slug. */
export function spaceKey(slug: string): RowKey<SpaceRow> {
  return ["space", slug];
}

/** Prefix of all spaces that have an owner, for `list`. */
export const spacesPrefix: RowKey<SpaceRow> = ["space"];

/** Key of a mark that a user owns a space, for lists. Written together with the space. */
export function ownedSpaceKey(userId: string, slug: string): RowKey<OwnedSpaceRow> {
  return ["space_of", userId, slug];
}

/** Prefix of all spaces of one user, for `list`. */
export function ownedSpacesPrefix(userId: string): RowKey<OwnedSpaceRow> {
  return ["space_of", userId];
}

/** A space that a user owns. */
export interface OwnedSpaceRow {
  readonly slug: string;
}

/** A principal's membership in one space. A guest's lives as long as the session can. */
export interface MembershipRow {
  /** `person_…`, random: the person's id on other people's pages. Never the principal's id. */
  readonly personId: string;
  readonly slug: string;
  /** The principal's id: `user:<userId>` or `guest:<sessionId>`. */
  readonly owner: string;
  /** Display name at the last write of this row. */
  readonly participantName: string;
  /** The role that was given; `null`: the space's default. */
  readonly role: GivenRole | null;
  readonly isBanned: boolean;
  /** Time of the admission to a members-only or knock space; `null`: not admitted. */
  readonly admittedAt: number | null;
  /** Knocks are ignored until then, after a refused one; zero: none was refused. */
  readonly refusedUntil: number;
  /** Id of the link that gave the role. */
  readonly linkId: string | null;
  /** Ids of all links that the person has used, the latest last: see `usedLinkIds`. */
  readonly linkIds?: readonly string[];
  /** False: hidden from the list of people until something is given again; absent: listed. */
  readonly isListed?: boolean;
}

/** By slug and principal. Memberships are stored under the older word *standing*. */
export function membershipKey(slug: string, principalId: string): RowKey<MembershipRow> {
  return ["standing", slug, principalId];
}

/** Prefix of all memberships of a space, for `list`. */
export function membershipsPrefix(slug: string): RowKey<MembershipRow> {
  return ["standing", slug];
}

/** Key from a membership's `personId` to its principal. Written together with the membership. */
export function membershipIdKey(slug: string, personId: string): RowKey<MembershipIdRow> {
  return ["standing_id", slug, personId];
}

/** The principal's id: `user:…` or `guest:…`. */
export interface MembershipIdRow {
  readonly owner: string;
}

/** Writes both rows of a membership. */
export function membershipWrites(membership: MembershipRow): KvWrite[] {
  const { slug, owner, personId } = membership;
  const lifeMs = kindOfPrincipal(owner) === "guest" ? guestLifeMs : undefined;
  return [
    setRow(membershipKey(slug, owner), membership, lifeMs),
    setRow(membershipIdKey(slug, personId), { owner }, lifeMs),
  ];
}

/** The kind of a principal, from its id. */
export function kindOfPrincipal(principalId: string): PersonKind {
  return principalId.startsWith("user:") ? "user" : "guest";
}

/**
 * The admission version: written with every change of who may enter. The commit of every new reservation, and of every
 * token without a seat before it, checks it. Its versionstamp tells that something changed; its value tells what.
 */
export interface AdmissionVersionRow {
  /** Id of the last change of who may enter. */
  readonly change: string;
  /** Time of that change; zero: none yet. */
  readonly changedAt: number;
  /**
   * True while a user is becoming the space's owner, which must fail if another person enters meanwhile: every new
   * reservation then writes the admission version. Until the next change of who may enter.
   */
  readonly isBeingMade?: true;
}

/** By slug. The admission version is stored under the older word *door*. */
export function admissionVersionKey(slug: string): RowKey<AdmissionVersionRow> {
  return ["door", slug];
}

/** Life of the admission version: far longer than any commit that checks it. */
const admissionVersionLifeMs = 24 * 3_600_000;

/** The write that makes every token's commit without a reservation decide again. */
export function admissionVersionWrite(slug: string, version: AdmissionVersionRow): KvWrite {
  return setRow(admissionVersionKey(slug), version, admissionVersionLifeMs);
}

/**
 * A reservation of a token's place, until the token is used or has expired. Written with each token, deleted when its
 * newest generation joined.
 */
export interface ReservationRow {
  /** The seat that the token is for. */
  readonly seatId: string;
  /** End of the reservation. */
  readonly until: number;
}

/** By slug and principal. Reservations are stored under the older word *place*. */
export function reservationKey(slug: string, principalId: string): RowKey<ReservationRow> {
  return ["place", slug, principalId];
}

/** Prefix of all reservations of a space, for `list`. */
export function reservationsPrefix(slug: string): RowKey<ReservationRow> {
  return ["place", slug];
}

/** How many places of a space are taken, at most: it grows with each reservation, and is set where places are counted. */
export interface PlacesTakenRow {
  readonly atMost: number;
  /** Time of the last count. */
  readonly countedAtMs: number;
}

/**
 * A count holds for this long: people who come back after their connections were taken for gone (LiveKit began anew) take a
 * place without a reservation.
 */
export const placesCountLifeMs = 10_000;

/** By slug. Every new reservation writes it, and checks it. Without it the places are counted. */
export function placesTakenKey(slug: string): RowKey<PlacesTakenRow> {
  return ["places_taken", slug];
}

/** Life of the row after a reservation: far longer than any commit that checks it. */
export const placesTakenLifeMs = 6 * placesCountLifeMs;

/** LiveKit accepts a token for this long after its expiry, since clocks differ (docs/facts.md). */
const clockToleranceMs = 60_000;

/** Milliseconds for which a token that lives `tokenLifetimeSeconds` keeps its reservation. */
export function reservationLifeMs(tokenLifetimeSeconds: number): number {
  return tokenLifetimeSeconds * 1000 + clockToleranceMs;
}

/** A knock; renewed while the page asks again. */
export interface KnockRow {
  /** Random; the only id that moderators see. */
  readonly knockId: string;
  /** The id of the principal that knocks. */
  readonly owner: string;
  readonly participantName: string;
  /** Time of the first request; later ones keep it. */
  readonly since: number;
  /** `knockLifeMs` after the last request. */
  readonly expiresAt: number;
}

/** Life of a knock after the page last asked. */
export const knockLifeMs = 120_000;

/** Time for which a refused person is told so, and their knocks are ignored. */
export const refusalMs = 600_000;

/** Key of one principal's knock at one space. */
export function knockKey(slug: string, principalId: string): RowKey<KnockRow> {
  return ["knock", slug, principalId];
}

/** Prefix of all knocks at a space, for `list`. */
export function knocksPrefix(slug: string): RowKey<KnockRow> {
  return ["knock", slug];
}

/** Key of a row that every change of a space's knocks writes, for watchers. It may expire: its absence means nothing. */
export function knocksChangedKey(slug: string): RowKey<KnocksChangedRow> {
  return ["knocks_changed", slug];
}

/** Deletes a knock, and notifies watchers of the list. */
export function knockRemovalWrites(slug: string, principalId: string, at: number): KvWrite[] {
  return [
    deleteRow(knockKey(slug, principalId)),
    setRow(knocksChangedKey(slug), { at }, knockLifeMs),
  ];
}

/** Time of the last change of a space's knocks. */
export interface KnocksChangedRow {
  readonly at: number;
}
