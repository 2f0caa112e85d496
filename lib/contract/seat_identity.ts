/** The seat in a LiveKit participant's identity and attributes. Without zod, since every page of a space loads it. */

/** Names of the attributes that the server puts into each token. No client may change them. */
export const attribute = {
  seat: "madang.seat",
  kind: "madang.kind",
  role: "madang.role",
  /** Id of the installation that signed the token: several may share one LiveKit. */
  installation: "madang.installation",
  since: "madang.since",
  /** When the person raised a hand, in milliseconds since 1970; absent or empty while it is down. */
  hand: "madang.hand",
  /** Since when the person records the call, in milliseconds since 1970; absent or empty while they do not. */
  recording: "madang.recording",
} as const;

/** A seat's id: `seat_` and 128 random bits in hexadecimal. */
export const seatIdPattern = /^seat_[0-9a-f]{32}$/;

const identityPattern = /^(seat_[0-9a-f]{32})\.([1-9][0-9]{0,14})$/;

/** A moment in milliseconds since 1970. */
const stampPattern = /^[1-9][0-9]{0,14}$/;

/** The LiveKit identity of one generation of a seat: `<seatId>.<generation>`. */
export function identityOf(seatId: string, generation: number): string {
  return `${seatId}.${generation}`;
}

/** Seat and generation of an identity of ours, or `null` for any other. */
export function parseIdentity(identity: string): { seatId: string; generation: number } | null {
  const match = identityPattern.exec(identity);
  return match && { seatId: match[1], generation: Number(match[2]) };
}

/**
 * When a participant's seat was first taken under its name, as stamped by the server (milliseconds since 1970): it
 * orders people of one name. Without a stamp (not our token, or an older one): `joinedAtMs`.
 */
export function sinceOf(
  { identity, attributes, joinedAtMs }: {
    readonly identity: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly joinedAtMs: number;
  },
): number {
  // Attributes of other identities are not the server's.
  const stamp = parseIdentity(identity) ? attributes[attribute.since] ?? "" : "";
  return stampPattern.test(stamp) ? Number(stamp) : joinedAtMs;
}

/**
 * When a participant raised a hand, as stamped by the server (milliseconds since 1970); `null` while it is down, and for an
 * identity that is not ours.
 */
export function handRaisedAtOf(participant: Stamped): number | null {
  return stampOf(participant, attribute.hand);
}

/** Since when a participant records the call; `null` likewise. */
export function recordingSinceOf(participant: Stamped): number | null {
  return stampOf(participant, attribute.recording);
}

interface Stamped {
  readonly identity: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function stampOf({ identity, attributes }: Stamped, name: string): number | null {
  // Attributes of other identities are not the server's.
  const stamp = parseIdentity(identity) ? attributes[name] ?? "" : "";
  return stampPattern.test(stamp) ? Number(stamp) : null;
}
