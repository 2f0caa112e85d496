/**
 * Participants without a seat of ours: their tokens were made by another service with LiveKit's key. Without zod, since
 * every page of a space loads it.
 */
import type { PersonKind } from "./participant.ts";
import { parseIdentity } from "./seat_identity.ts";

/**
 * The kind of such a participant by LiveKit (`ParticipantInfo.Kind`), which is set in its token and fixed. `outside`:
 * LiveKit names no other kind.
 */
export const outsideKinds = ["agent", "sip", "ingress", "egress", "connector", "outside"] as const;

export type OutsideKind = typeof outsideKinds[number];

/** Kind of any participant. */
export type ParticipantKind = PersonKind | OutsideKind;

/** Names of the kinds in one language. */
export type OutsideWords = Readonly<Record<OutsideKind, string>>;

/** The name of a participant without one; without `words`, LiveKit's own word. */
export function outsideName(kind: OutsideKind, words?: OutsideWords): string {
  const word = words?.[kind] ?? kind;
  return word[0].toUpperCase() + word.slice(1);
}

/** True for a participant that is neither a user nor a guest. */
export function isOutsideKind(kind: ParticipantKind): kind is OutsideKind {
  return kind !== "user" && kind !== "guest";
}

/** True for a kind that counts as a person: also callers by phone or from another app, but no programs. */
export function isPersonKind(kind: ParticipantKind): boolean {
  return !isOutsideKind(kind) || kind === "sip" || kind === "connector";
}

/** Seat and generation of an identity of ours, also of LiveKit's copy `<identity>#x`; `null` for others. */
export function seatOfIdentity(identity: string): { seatId: string; generation: number } | null {
  return parseIdentity(identity.split("#", 1)[0]);
}
