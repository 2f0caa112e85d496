/**
 * Participants that sit on no seat of ours: their tokens were made by somebody else who has LiveKit's key. Without zod,
 * since every page of a space loads it.
 */
import type { PersonKind } from "./participant.ts";
import { parseIdentity } from "./seat_identity.ts";

/**
 * What such a participant is, by LiveKit's own word for it (`ParticipantInfo.Kind`), which its token's maker gave and it
 * cannot change. `outside`: LiveKit says nothing but that it is there.
 */
export const outsideKinds = ["agent", "sip", "ingress", "egress", "connector", "outside"] as const;

export type OutsideKind = typeof outsideKinds[number];

/** What any participant is. */
export type ParticipantKind = PersonKind | OutsideKind;

/** What each is called, in one language. */
export type OutsideWords = Readonly<Record<OutsideKind, string>>;

/** The name of one that brings none; without `words`, LiveKit's own word. */
export function outsideName(kind: OutsideKind, words?: OutsideWords): string {
  const word = words?.[kind] ?? kind;
  return word[0].toUpperCase() + word.slice(1);
}

/** Neither a user nor a guest. */
export function isOutsideKind(kind: ParticipantKind): kind is OutsideKind {
  return kind !== "user" && kind !== "guest";
}

/** Counts among the people: a caller by phone or from another app does, programs do not. */
export function isPersonKind(kind: ParticipantKind): boolean {
  return !isOutsideKind(kind) || kind === "sip" || kind === "connector";
}

/** The seat of an identity of ours, also of the copy `<identity>#x` that LiveKit makes of it; `null` for others. */
export function seatOfIdentity(identity: string): { seatId: string; generation: number } | null {
  return parseIdentity(identity.split("#", 1)[0]);
}
