/**
 * The rows from which it is told who may enter a space (docs/decisions/008-who-may-enter.md). Times are milliseconds
 * since 1970. Whoever changes who may enter writes the person's seat where there is one, **and the door**, in the
 * same commit: a mint checks the one or the other.
 */
import type { PersonKind } from "../../contract/participant.ts";
import type { GivenRole, SpaceSettings } from "../../contract/space.ts";
import { guestLifeMs } from "./kv_keys.ts";
import { deleteRow, type KvWrite, type RowKey, setRow } from "../storage/kv_port.ts";

/** A space that somebody made. None: an open space with the defaults, or, where spaces are declared, none at all. */
export interface SpaceRow extends SpaceSettings {
  readonly slug: string;
  /** A user's id, without `user:`. */
  readonly ownerId: string;
  readonly createdAt: number;
}

/** Of the space `slug`. */
export function spaceKey(slug: string): RowKey<SpaceRow> {
  return ["space", slug];
}

/** That a user owns a space, so that they can be listed. Written together with the space. */
export function ownedSpaceKey(userId: string, slug: string): RowKey<OwnedSpaceRow> {
  return ["space_of", userId, slug];
}

/** All spaces of one user, for `list`. */
export function ownedSpacesPrefix(userId: string): RowKey<OwnedSpaceRow> {
  return ["space_of", userId];
}

/** Which space it is. */
export interface OwnedSpaceRow {
  readonly slug: string;
}

/** One person's standing in one space. A guest's lives as long as the session can. */
export interface MembershipRow {
  /** `person_…`, random: what other people's pages know the person by. Never the owner's id. */
  readonly personId: string;
  readonly slug: string;
  /** `user:<userId>` or `guest:<sessionId>`, as seats have it. */
  readonly owner: string;
  /** As it was when this was last written. */
  readonly participantName: string;
  /** `null`: the space's default. */
  readonly role: GivenRole | null;
  readonly isBanned: boolean;
  /** Since when one may come in although the space is for members, or one has to knock; `null`: not. */
  readonly admittedAt: number | null;
  /** A knock was refused: no other is heard until then. Zero: none was. */
  readonly refusedUntil: number;
  /** The link that gave the role. */
  readonly linkId: string | null;
  /** Every link that they ever came by, the latest last: see `usedLinkIds`. */
  readonly linkIds?: readonly string[];
  /** False: taken off the list of people until something is given again; absent: listed. */
  readonly isListed?: boolean;
}

/** One person's in one space. */
export function membershipKey(slug: string, owner: string): RowKey<MembershipRow> {
  return ["standing", slug, owner];
}

/** All standings of a space, for `list`. */
export function membershipsPrefix(slug: string): RowKey<MembershipRow> {
  return ["standing", slug];
}

/** Whose a standing's id is. Written together with the standing. */
export function membershipIdKey(slug: string, personId: string): RowKey<MembershipIdRow> {
  return ["standing_id", slug, personId];
}

/** Whose it is: `user:…` or `guest:…`. */
export interface MembershipIdRow {
  readonly owner: string;
}

/** Both rows of a standing. */
export function membershipWrites(membership: MembershipRow): KvWrite[] {
  const { slug, owner, personId } = membership;
  const lifeMs = kindOfPrincipal(owner) === "guest" ? guestLifeMs : undefined;
  return [
    setRow(membershipKey(slug, owner), membership, lifeMs),
    setRow(membershipIdKey(slug, personId), { owner }, lifeMs),
  ];
}

/** Whether a seat, or a standing, is a user's or a guest's. */
export function kindOfPrincipal(owner: string): PersonKind {
  return owner.startsWith("user:") ? "user" : "guest";
}

/**
 * The door: written with every change of who may enter, and with every place that is taken anew, and checked by the
 * latter. That its version changed is what counts; the value tells the two apart.
 */
export interface AdmissionVersionRow {
  /** Names the last change of who may enter; places that are taken leave it as it is. */
  readonly change: string;
  readonly changedAt: number;
  /**
   * Somebody is making the space theirs, who may not come in over anybody's head: a place that is taken writes the door,
   * however many are free. Until the next change of who may enter.
   */
  readonly isBeingMade?: true;
}

/** Of the space `slug`. */
export function admissionVersionKey(slug: string): RowKey<AdmissionVersionRow> {
  return ["door", slug];
}

/** The door's row outlives by far whoever could hold an old version of it. */
const doorLifeMs = 24 * 3_600_000;

/** The write that makes every mint without a place decide anew. */
export function admissionVersionWrite(slug: string, door: AdmissionVersionRow): KvWrite {
  return setRow(admissionVersionKey(slug), door, doorLifeMs);
}

/**
 * A place that a token has reserved, until it is used or cannot be any more. Written with each token, deleted when
 * its newest generation joined.
 */
export interface ReservationRow {
  readonly seatId: string;
  readonly until: number;
}

/** One person's in one space. */
export function reservationKey(slug: string, owner: string): RowKey<ReservationRow> {
  return ["place", slug, owner];
}

/** All reserved places of a space, for `list`. */
export function reservationsPrefix(slug: string): RowKey<ReservationRow> {
  return ["place", slug];
}

/** LiveKit takes a token for this long after it expired, since clocks differ (docs/facts.md). */
const clockToleranceMs = 60_000;

/** How long a token that lives `tokenLifetimeSeconds` keeps a place. */
export function reservationLifeMs(tokenLifetimeSeconds: number): number {
  return tokenLifetimeSeconds * 1000 + clockToleranceMs;
}

/** Somebody who waits to be let in; renewed while the page asks again. */
export interface KnockRow {
  readonly knockId: string;
  readonly owner: string;
  readonly participantName: string;
  readonly since: number;
  readonly expiresAt: number;
}

/** Who waits is forgotten this long after the page last asked. */
export const knockLifeMs = 120_000;

/** Who was refused is told so for this long, and is not heard. */
export const refusalMs = 600_000;

/** One person's at the door of one space. */
export function knockKey(slug: string, owner: string): RowKey<KnockRow> {
  return ["knock", slug, owner];
}

/** All who wait at the door of a space, for `list`. */
export function knocksPrefix(slug: string): RowKey<KnockRow> {
  return ["knock", slug];
}

/** Written whenever who waits changes, for those who watch. Only that it changed counts: its absence says nothing. */
export function knocksChangedKey(slug: string): RowKey<KnocksChangedRow> {
  return ["knocks_changed", slug];
}

/** Whoever waited does not any more, and those who may admit hear of it. */
export function knockGone(slug: string, owner: string, at: number): KvWrite[] {
  return [deleteRow(knockKey(slug, owner)), setRow(knocksChangedKey(slug), { at }, knockLifeMs)];
}

/** When who waits changed last. */
export interface KnocksChangedRow {
  readonly at: number;
}
