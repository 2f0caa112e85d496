/** How the rows of presence change: by a LiveKit webhook, or by the reconciler. */
import { seatOfIdentity } from "../../contract/outside.ts";
import {
  attribute,
  parseIdentity,
  personKindSchema,
  recordingSinceOf,
  sinceOf,
} from "../../contract/participant.ts";
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
import type { EventParticipant, WebhookEvent } from "../livekit/webhook_receiver.ts";

/**
 * The connection's row after an event; `null`: unchanged. A tombstone stays, whatever `participant_joined` comes late.
 * A tombstone of the reconciler becomes final by LiveKit's own `participant_left`.
 */
export function connectionAfter(
  event: WebhookEvent,
  participant: EventParticipant,
  before: PresenceRow | null,
  at: number,
): PresenceRow | null {
  const seatRef = presenceRefOf(participant);
  if (seatRef === null) return null;
  const joinedAtMs = participant.joinedAtMs || event.createdAtMs;
  const reported = {
    sid: participant.sid,
    ...seatRef,
    participantName: participant.name,
    joinedAtMs,
    since: sinceOf({ ...participant, joinedAtMs }),
    ...recordingOf(participant),
    toldBy: "webhook",
  } as const;
  if (event.type === "participant_joined") {
    return before === null ? { ...reported, leftAtMs: null } : null;
  }
  const isFinal = before !== null && before.leftAtMs !== null && before.toldBy === "webhook";
  return isFinal ? null : { ...reported, leftAtMs: at };
}

/** The most ids of events that a connection's row keeps: LiveKit tells of a connection once or twice. */
const maxEventIds = 8;

/** `row` with the mark that the event was applied, beside the marks of `before`. */
export function markApplied(
  row: PresenceRow,
  before: PresenceRow | null,
  { id }: WebhookEvent,
): PresenceRow {
  return { ...row, eventIds: [...before?.eventIds ?? [], id].slice(-maxEventIds) };
}

/** Whether the event was applied to this connection before. */
export function isApplied(row: PresenceRow | null, { id }: WebhookEvent): boolean {
  return row?.eventIds?.includes(id) ?? false;
}

/** A full reconnect of LiveKit keeps attributes: the new connection records as the one before it. */
function recordingOf(participant: ParticipantRef): Pick<PresenceRow, "recordingSince"> {
  const recordingSince = recordingSinceOf(participant);
  return recordingSince === null ? {} : { recordingSince };
}

type ParticipantRef = Pick<EventParticipant, "identity" | "attributes" | "outsideKind">;

/** The seat of a participant, or its identity if it has none; `null`: not shown (hidden, or a copy `alice#x` that LiveKit made). */
function presenceRefOf(
  participant: ParticipantRef,
): Pick<PresenceRow, "seatId" | "generation" | "kind"> | null {
  const { identity, attributes, outsideKind } = participant;
  const seat = parseIdentity(identity);
  if (seat === null) {
    return isOutside(participant)
      ? { seatId: identity, generation: 0, kind: outsideKind ?? "outside" }
      : null;
  }
  // Only attributes of a seat's participant are set by our tokens.
  const kind = personKindSchema.safeParse(attributes[attribute.kind]);
  return { ...seat, kind: kind.success ? kind.data : "guest" };
}

/** True for a visible participant that has no seat: an agent, a caller by phone, a stream, a recorder. */
export function isOutside({ identity, outsideKind }: Omit<ParticipantRef, "attributes">): boolean {
  return Boolean(outsideKind) && seatOfIdentity(identity) === null;
}

/**
 * The rows that differ from LiveKit's list: an active participant without a row gets one, a connection that is not listed
 * becomes a tombstone. A tombstone of LiveKit's own `participant_left` stays, since the list may be older.
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
    const seatRef = presenceRefOf(participant);
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
      ...recordingOf(participant),
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

/** The writes of changed connections, with the presence version and the mark of an inhabited space; none for no rows. */
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

/** The log's line of a join or a departure. */
export function connectionLine(
  row: PresenceRow,
  type: "joined" | "left",
  atMs: number,
): LoggedEvent {
  const { seatId, participantName, sid } = row;
  return { type, atMs, seatId, participantName, sid };
}
