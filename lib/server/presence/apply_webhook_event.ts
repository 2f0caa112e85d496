/**
 * The effect of a LiveKit webhook. One commit changes the connection's row (which it checks, and which keeps the ids of the
 * events applied to it), raises the seat's floor, and writes the presence version. An event without such a row either does
 * the same however often it is applied (a refused *joined*, a track's line), or leaves a mark of its own (`room_finished`,
 * whose last commit has it). Events come late, twice, out of order, or never. One long file: its steps share that commit.
 */
import { parseIdentity } from "../../contract/participant.ts";
import { slugOf } from "../../contract/names.ts";
import { AppError } from "../base/app_error.ts";
import { eventLogWrite, type LoggedEvent } from "./event_log.ts";
import { isOurs } from "../livekit/installation.ts";
import { seatKey } from "../rows/kv_keys.ts";
import {
  deleteRow,
  type KvCommit,
  type KvRow,
  type KvWrite,
  setRow,
  unchanged,
} from "../storage/kv_port.ts";
import {
  allConnections,
  presenceKey,
  presencePrefix,
  type PresenceRow,
  presenceVersionKey,
  webhookEventKey,
  webhookEventLifeMs,
} from "../rows/presence_rows.ts";
import {
  connectionAfter,
  connectionLine,
  isApplied,
  isOutside,
  markApplied,
  presenceWrites,
} from "./presence_writes.ts";
import {
  foundSeat,
  mayHaveStaleParticipants,
  mayStay,
  type ReadSeat,
  seatAfterJoined,
  seatAfterLeft,
  seatAfterLoss,
  type SeatChange,
} from "../seats/seats.ts";
import type { CoreServices } from "../core_services.ts";
import {
  admissionVersionKey,
  type AdmissionVersionRow,
  reservationKey,
} from "../rows/space_rows.ts";
import type { EventParticipant, WebhookEvent } from "../livekit/webhook_receiver.ts";

/** What the caller of `applyWebhookEvent` has to do next. */
export interface EventOutcome {
  /** The event's space; `null`: none of ours. */
  readonly slug: string | null;
  /** A seat that may have stale participants. */
  readonly evictionIsDueOf: string | null;
  /** The seat of a newcomer whose token may be older than a change of roles: its permissions are due. */
  readonly roleSyncIsDueOf: string | null;
  /** The participant that joined by this event and may stay. */
  readonly arrived: EventParticipant | null;
  /** The sid of the participant that left by this event. */
  readonly left: string | null;
}

/** A token that was made before a change of roles may still be used this long after it: LiveKit's live ten minutes. */
const roleSyncPeriodMs = 15 * 60_000;

/** Each lost commit means that another event of the same seat, or the same event, was committed. */
const maxLostCommits = 50;

/** Connections that one commit ends, each with a line of the log: a Deno KV commit takes 1,000 writes. */
const endsPerCommit = 200;

/**
 * Applies an event once, however often it is delivered.
 *
 * @throws AppError `storage-unavailable`; LiveKit then delivers it again.
 */
export async function applyWebhookEvent(
  services: CoreServices,
  event: WebhookEvent,
): Promise<EventOutcome> {
  const slug = event.roomName === null ? null : slugOf(event.roomName);
  const nothing = { slug, evictionIsDueOf: null, roleSyncIsDueOf: null, arrived: null, left: null };
  if (slug === null) return nothing;
  let evictionIsDueOf: string | null = null;
  for (let lost = 0; lost < maxLostCommits;) {
    const step = await nextStep(services, slug, event);
    // An event seen after a lost commit may be our own, with only the reply lost: its eviction is still due.
    evictionIsDueOf = step?.evictionIsDueOf ?? evictionIsDueOf;
    if (step === null) return { ...nothing, evictionIsDueOf };
    if (step.commit !== null && !await services.kv.commit(step.commit)) lost++;
    else if (!step.hasMore) {
      const { roleSyncIsDueOf = null, arrived = null, left = null } = step;
      return { slug, evictionIsDueOf, roleSyncIsDueOf, arrived, left };
    }
  }
  throw new AppError("storage-unavailable", `Cannot store the event "${event.id}"`);
}

interface Step {
  /** `null`: nothing to commit. */
  readonly commit: KvCommit | null;
  readonly evictionIsDueOf: string | null;
  readonly roleSyncIsDueOf?: string | null;
  readonly arrived?: EventParticipant | null;
  readonly left?: string | null;
  /** True if one commit does not hold all: the next step continues. */
  readonly hasMore?: boolean;
}

/** `null`: the event has no effect, or was applied before. */
async function nextStep(
  services: CoreServices,
  slug: string,
  event: WebhookEvent,
): Promise<Step | null> {
  switch (event.type) {
    case "participant_joined":
    case "participant_left":
    case "participant_connection_aborted":
      return event.participant && await connectionStep(services, slug, event, event.participant);
    case "track_published":
    case "track_unpublished":
      return await trackStep(services, slug, event);
    case "room_finished":
      return await roomFinishedStep(services, slug, event);
    default:
      return null;
  }
}

async function connectionStep(
  { installation, kv, now }: CoreServices,
  slug: string,
  event: WebhookEvent,
  participant: EventParticipant,
): Promise<Step | null> {
  const installationId = await installation.id();
  const seatRef = parseIdentity(participant.identity);
  if (seatRef === null) {
    return isOutside(participant)
      ? await outsideStep({ kv, now }, slug, event, participant)
      : copyStep(event, participant, installationId);
  }
  const [connection, seatRow, admission] = await kv.getMany([
    presenceKey(slug, participant.sid),
    seatKey(seatRef.seatId),
    admissionVersionKey(slug),
  ]);
  if (!isOurs(participant, installationId, seatRow.value !== null)) return null;
  const at = now();
  const isJoined = event.type === "participant_joined";
  const roleSyncIsDueOf = isJoined && changedLately(admission.value, at) ? seatRef.seatId : null;
  if (isApplied(connection.value, event)) {
    return { ...repeatedStep(event, seatRef.seatId, seatRow, at), roleSyncIsDueOf };
  }
  // A `participant_joined` that comes after its `participant_left` still raises the floor, but makes no generation live.
  const isOver = connection.value !== null && connection.value.leftAtMs !== null;
  // A stale participant (banned, or with an old token) is not shown and does not count as live. The log has its join.
  const isRefused = isJoined && connection.value === null &&
    !mayStay(foundSeat(seatRow, at)?.seat ?? null, seatRef.generation);
  const effectiveType = isJoined && (isOver || isRefused) ? "participant_left" : event.type;
  const seat = seatAfterEvent(effectiveType, seatRow, seatRef.generation, at);
  const changed = isRefused ? null : connectionAfter(event, participant, connection.value, at);
  const row = changed ?? connection.value;
  return {
    commit: {
      checks: [unchanged(connection), ...(seat?.checks ?? [])],
      writes: [
        ...presenceWrites(slug, row ? [markApplied(row, connection.value, event)] : [], event.id),
        ...logWrites(slug, event, participant, connection.value),
        ...(seat?.writes ?? []),
        ...usedReservationWrites(slug, effectiveType, seat, seatRef.generation),
      ],
    },
    // A participant of an unknown seat may not stay.
    evictionIsDueOf: isRefused || (seat ? seat.evictionIsDue : isJoined) ? seatRef.seatId : null,
    roleSyncIsDueOf,
    arrived: isJoined && changed ? { ...participant, joinedAtMs: changed.joinedAtMs } : null,
    left: isJoined ? null : participant.sid,
  };
}

function changedLately(admission: AdmissionVersionRow | null, at: number): boolean {
  return admission !== null && at - admission.changedAt <= roleSyncPeriodMs;
}

/** An event delivered again: the process that applied it may have failed before the eviction. */
function repeatedStep(event: WebhookEvent, seatId: string, row: ReadSeat, at: number): Step {
  const seat = foundSeat(row, at)?.seat ?? null;
  const isDue = event.type === "participant_joined"
    ? seat === null || seat.minted > 1
    : seat !== null && mayHaveStaleParticipants(seat);
  return { commit: null, evictionIsDueOf: isDue ? seatId : null };
}

/** A participant without a seat is only shown and logged: no floor rises, and no eviction follows. */
async function outsideStep(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  slug: string,
  event: WebhookEvent,
  participant: EventParticipant,
): Promise<Step | null> {
  const connection = await kv.get(presenceKey(slug, participant.sid));
  const row = connectionAfter(event, participant, connection.value, now());
  if (isApplied(connection.value, event) || row === null) return null;
  return {
    commit: {
      checks: [unchanged(connection)],
      writes: [
        ...presenceWrites(slug, [markApplied(row, connection.value, event)], event.id),
        ...logWrites(slug, event, participant, connection.value),
      ],
    },
    evictionIsDueOf: null,
  };
}

/** A hidden participant has no effect; a copy `alice#x`, which LiveKit makes out of the token of `alice`, is evicted. */
function copyStep(
  event: WebhookEvent,
  participant: EventParticipant,
  installationId: string,
): Step | null {
  const original = parseIdentity(participant.identity.split("#", 1)[0]);
  if (original === null || event.type !== "participant_joined") return null;
  // If the token names no installation, the eviction reads the seat.
  if (!isOurs(participant, installationId, true)) return null;
  return { commit: null, evictionIsDueOf: original.seatId };
}

function seatAfterEvent(
  type: string,
  row: ReadSeat,
  generation: number,
  at: number,
): SeatChange | null {
  switch (type) {
    case "participant_joined":
      return seatAfterJoined(row, generation, at);
    case "participant_left":
      return seatAfterLeft(row, generation, at);
    default:
      return seatAfterLoss(row, [generation], at);
  }
}

/** Ends the reservation once the newest token is used: from then on the connection counts instead. */
function usedReservationWrites(
  slug: string,
  type: string,
  change: SeatChange | null,
  generation: number,
): KvWrite[] {
  // A token whose connection was aborted can be used again.
  const isUsed = type !== "participant_connection_aborted" && change?.seat.minted === generation;
  return change && isUsed ? [deleteRow(reservationKey(slug, change.seat.owner))] : [];
}

/** A late `participant_joined` is logged with its own time; a departure that the reconciler logged is not logged again. */
function logWrites(
  slug: string,
  event: WebhookEvent,
  participant: EventParticipant,
  before: PresenceRow | null,
): KvWrite[] {
  const seatId = parseIdentity(participant.identity)?.seatId ?? participant.identity;
  const line = { seatId, participantName: participant.name, sid: participant.sid };
  const joinedAtMs = participant.joinedAtMs || event.createdAtMs;
  if (event.type === "participant_joined") {
    return [eventLogWrite(slug, { ...line, type: "joined", atMs: joinedAtMs })];
  }
  const wasInside = before === null ? event.type === "participant_left" : before.leftAtMs === null;
  if (!wasInside) return [];
  const atMs = Math.max(event.createdAtMs, joinedAtMs);
  return [eventLogWrite(slug, { ...line, type: "left", atMs })];
}

const trackLines: Record<string, Partial<Record<string, LoggedEvent["type"]>>> = {
  track_published: { "camera": "camera-started", "screen-share": "screen-share-started" },
  track_unpublished: { "camera": "camera-ended", "screen-share": "screen-share-ended" },
};

/** The start and end of a camera or screen share is only logged: the line's key is of the event alone, so it is written once. */
async function trackStep(
  { installation, kv }: CoreServices,
  slug: string,
  event: WebhookEvent,
): Promise<Step | null> {
  const { participant, track } = event;
  const type = track && trackLines[event.type]?.[track.source];
  const seatRef = participant && parseIdentity(participant.identity);
  if (!type || !seatRef) return null;
  const seatRow = await kv.get(seatKey(seatRef.seatId));
  // Events of tracks have no attributes.
  if (!isOurs(participant, await installation.id(), seatRow.value !== null)) return null;
  const line = { type, seatId: seatRef.seatId, participantName: participant.name, sid: track.sid };
  const write = eventLogWrite(slug, { ...line, atMs: event.createdAtMs });
  return { commit: { checks: [], writes: [write] }, evictionIsDueOf: null };
}

/**
 * Connections that joined before the second in which the room finished are gone. Later ones are in the next room of the same
 * name, since this event may come late.
 */
async function roomFinishedStep(
  { kv, now }: CoreServices,
  slug: string,
  event: WebhookEvent,
): Promise<Step | null> {
  const [seen, versionRow] = await kv.getMany([
    webhookEventKey(event.id),
    presenceVersionKey(slug),
  ]);
  if (seen.value !== null) return null;
  const at = now();
  const rows: KvRow<PresenceRow>[] = await kv.list(presencePrefix(slug), allConnections);
  const gone = rows.flatMap(({ value }) => {
    const wasInside = value?.leftAtMs === null && value.joinedAtMs < event.createdAtMs;
    return value && wasInside ? [{ ...value, leftAtMs: at, toldBy: "reconciler" as const }] : [];
  });
  const part = gone.slice(0, endsPerCommit);
  const hasMore = part.length < gone.length;
  return {
    commit: {
      // Every other commit that changes presence writes the presence version: its check covers all these rows.
      checks: [unchanged(seen), unchanged(versionRow)],
      writes: [
        // Only with the last part: an interrupted event continues when it is delivered again.
        ...(hasMore ? [] : [setRow(seen.key, { appliedAt: at }, webhookEventLifeMs)]),
        ...presenceWrites(slug, part, event.id),
        ...part.map((row) => eventLogWrite(slug, connectionLine(row, "left", event.createdAtMs))),
      ],
    },
    evictionIsDueOf: null,
    hasMore,
  };
}
