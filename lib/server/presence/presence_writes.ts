/** How the rows of presence change: by an event of LiveKit, or by what the reconciler concludes. */
import { seatOfIdentity } from "../../contract/outside.ts";
import { attribute, parseIdentity, personKindSchema, sinceOf } from "../../contract/participant.ts";
import type { LoggedEvent } from "./event_log.ts";
import { type KvWrite, setRow } from "../storage/kv_port.ts";
import type { LiveParticipant } from "../livekit/livekit_port.ts";
import {
  inhabitedSpaceKey,
  presenceKey,
  type PresenceRow,
  presenceVersionKey,
  presenceVersionLifeMs,
  tombstoneLifeMs,
} from "../rows/presence_rows.ts";
import type { EventParticipant, RoomEvent } from "../livekit/webhook_receiver.ts";

/**
 * The connection's row after an event, `null` where it stays as it is. Who left stays gone: a late *joined* finds the
 * tombstone. A tombstone that the reconciler made becomes final by LiveKit's own *left*.
 */
export function connectionAfter(
  event: RoomEvent,
  participant: EventParticipant,
  before: PresenceRow | null,
  at: number,
): PresenceRow | null {
  const seatRef = placeOf(participant);
  if (seatRef === null) return null;
  const joinedAtMs = participant.joinedAtMs || event.createdAtMs;
  const told = {
    sid: participant.sid,
    ...seatRef,
    participantName: participant.name,
    joinedAtMs,
    since: sinceOf({ ...participant, joinedAtMs }),
    toldBy: "webhook",
  } as const;
  if (event.type === "participant_joined") {
    return before === null ? { ...told, leftAtMs: null } : null;
  }
  const isFinal = before !== null && before.leftAtMs !== null && before.toldBy === "webhook";
  return isFinal ? null : { ...told, leftAtMs: at };
}

type Told = Pick<EventParticipant, "identity" | "attributes" | "outsideKind">;

/** Where a participant is in presence; `null`: nowhere, as who is hidden, and the copy that LiveKit makes of somebody. */
function placeOf(
  participant: Told,
): Pick<PresenceRow, "seatId" | "generation" | "kind"> | null {
  const { identity, attributes, outsideKind } = participant;
  const seat = parseIdentity(identity);
  if (seat === null) {
    return isOutside(participant)
      ? { seatId: identity, generation: 0, kind: outsideKind ?? "outside" }
      : null;
  }
  // Anybody else's attributes say what they like: ours are the server's.
  const kind = personKindSchema.safeParse(attributes[attribute.kind]);
  return { ...seat, kind: kind.success ? kind.data : "guest" };
}

/** Not of our making, and shown to everybody inside. */
export function isOutside({ identity, outsideKind }: Omit<Told, "attributes">): boolean {
  return Boolean(outsideKind) && seatOfIdentity(identity) === null;
}

/**
 * The connections' rows that a list of LiveKit's participants changes: who is inside and has no row gets one, who has
 * one and is not inside a tombstone. Who left by LiveKit's own word stays gone, whatever an old list says.
 */
export function connectionsAfterListing(
  rows: readonly PresenceRow[],
  participants: readonly LiveParticipant[],
  at: number,
): PresenceRow[] {
  const rowOfSid = new Map(rows.map((row) => [row.sid, row]));
  const inside = new Set<string>();
  const changed: PresenceRow[] = [];
  for (const participant of participants) {
    const seatRef = placeOf(participant);
    if (seatRef === null || !participant.isActive) continue;
    inside.add(participant.sid);
    const row = rowOfSid.get(participant.sid);
    const joinedAtMs = participant.joinedAtMs || at;
    const isKnown = row && (row.leftAtMs === null || row.toldBy === "webhook");
    if (isKnown) continue;
    changed.push({
      sid: participant.sid,
      ...seatRef,
      participantName: participant.name,
      joinedAtMs,
      since: sinceOf({ ...participant, joinedAtMs }),
      leftAtMs: null,
      toldBy: "reconciler",
    });
  }
  for (const row of rows) {
    const isGone = row.leftAtMs === null && !inside.has(row.sid);
    if (isGone) changed.push({ ...row, leftAtMs: at, toldBy: "reconciler" });
  }
  return changed;
}

/** The rows of changed connections, and all that changes with them; nothing when none did. */
export function presenceWrites(
  slug: string,
  rows: readonly PresenceRow[],
  changedBy: string,
): KvWrite[] {
  if (rows.length === 0) return [];
  const connections = rows.map((row) =>
    setRow(presenceKey(slug, row.sid), row, row.leftAtMs === null ? undefined : tombstoneLifeMs)
  );
  const isInhabited = rows.some((row) => row.leftAtMs === null);
  return [
    ...connections,
    setRow(presenceVersionKey(slug), { changedBy }, presenceVersionLifeMs),
    ...(isInhabited ? [setRow(inhabitedSpaceKey(slug), { slug })] : []),
  ];
}

/** *Joined* or *left*, as a line of the space's log. */
export function connectionLine(
  row: PresenceRow,
  type: "joined" | "left",
  atMs: number,
): LoggedEvent {
  const { seatId, participantName, sid } = row;
  return { type, atMs, seatId, participantName, sid };
}
