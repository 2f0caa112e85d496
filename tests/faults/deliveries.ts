/** Events as LiveKit sends them, for people who are in no LiveKit server. */
import { identityOf } from "../../lib/contract/participant.ts";

/** One connection of a person, in an event. */
export interface Connected {
  readonly slug: string;
  readonly seatId: string;
  readonly generation: number;
  readonly sid: string;
  /** Milliseconds since 1970. */
  readonly joinedAtMs: number;
}

/** An event about a connection; each call makes another event. */
export function eventAbout(type: string, connected: Connected, id: string = crypto.randomUUID()) {
  const { slug, seatId, generation, sid, joinedAtMs } = connected;
  return {
    event: type,
    id: `EV_${id}`,
    createdAt: String(Math.floor(joinedAtMs / 1000)),
    room: { sid: "RM_1", name: `space-${slug}` },
    participant: {
      sid,
      identity: identityOf(seatId, generation),
      name: "Kim",
      state: "ACTIVE",
      joinedAt: String(Math.floor(joinedAtMs / 1000)),
      joinedAtMs: String(joinedAtMs),
      attributes: { "madang.kind": "guest" },
    },
  };
}
