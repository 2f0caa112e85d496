/**
 * What an event of LiveKit does: one atomic commit holds "event id seen", its effect, the floor that it raises, the check
 * of the connection's own row, and a write of the space's row. A room's end may take several, and the last says *seen*.
 * Events come late, twice, out of order, or never.
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
import { connectionAfter, connectionLine, isOutside, presenceWrites } from "./presence_writes.ts";
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
import { reservationKey } from "../rows/space_rows.ts";
import type { EventParticipant, RoomEvent } from "../livekit/webhook_receiver.ts";

/** What is left to do once an event is stored. */
export interface EventOutcome {
  /** The space that it was about; `null`: none of ours. */
  readonly slug: string | null;
  /** The seat of which somebody who may not stay may be live. */
  readonly evictionIsDueOf: string | null;
  /** Who has come in by it, and may stay. */
  readonly arrived: EventParticipant | null;
}

/** Each lost commit means that another event of the same person, or the same event, got through. */
const maxLostCommits = 50;

/** Connections that one commit ends, each with a line of the log: Deno KV takes 1,000 writes. */
const endsPerCommit = 200;

/**
 * Applies an event once, however often it is delivered.
 *
 * @throws AppError `storage-unavailable`: LiveKit delivers again.
 */
export async function applyRoomEvent(
  services: CoreServices,
  event: RoomEvent,
): Promise<EventOutcome> {
  const slug = event.roomName === null ? null : slugOf(event.roomName);
  if (slug === null) return { slug, evictionIsDueOf: null, arrived: null };
  let evictionIsDueOf: string | null = null;
  for (let lost = 0; lost < maxLostCommits;) {
    const step = await nextStep(services, slug, event);
    // After a lost commit it may be our own that is seen, of which only the answer was lost: what it owes stands.
    evictionIsDueOf = step?.evictionIsDueOf ?? evictionIsDueOf;
    if (step === null) return { slug, evictionIsDueOf, arrived: null };
    if (step.commit !== null && !await services.kv.commit(step.commit)) lost++;
    else if (!step.hasMore) return { slug, evictionIsDueOf, arrived: step.arrived ?? null };
  }
  throw new AppError("storage-unavailable", `Cannot store the event "${event.id}"`);
}

interface Step {
  /** `null`: nothing to store. */
  readonly commit: KvCommit | null;
  readonly evictionIsDueOf: string | null;
  readonly arrived?: EventParticipant | null;
  /** One commit does not hold it all: the next step goes on with the rest. */
  readonly hasMore?: boolean;
}

/** `null` where the event does nothing, or has done it. */
async function nextStep(
  services: CoreServices,
  slug: string,
  event: RoomEvent,
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
  event: RoomEvent,
  participant: EventParticipant,
): Promise<Step | null> {
  const installationId = await installation.id();
  const seatRef = parseIdentity(participant.identity);
  if (seatRef === null) {
    return isOutside(participant)
      ? await outsideStep({ kv, now }, slug, event, participant)
      : copyStep(event, participant, installationId);
  }
  const [seen, connection, seatRow] = await kv.getMany([
    webhookEventKey(event.id),
    presenceKey(slug, participant.sid),
    seatKey(seatRef.seatId),
  ]);
  if (!isOurs(participant, installationId, seatRow.value !== null)) return null;
  const at = now();
  if (seen.value !== null) return repeatedStep(event, seatRef.seatId, seatRow, at);
  const isJoined = event.type === "participant_joined";
  // A *joined* that comes after its *left* raises the floor all the same, and nobody is live by it.
  const isOver = connection.value !== null && connection.value.leftAtMs !== null;
  // Who is banned, or was overtaken, and comes back with an old token is nobody that others see, nor counts as live; the
  // log tells of them, as of anybody whose *joined* came late.
  const isRefused = isJoined && connection.value === null &&
    !mayStay(foundSeat(seatRow, at)?.seat ?? null, seatRef.generation);
  const told = isJoined && (isOver || isRefused) ? "participant_left" : event.type;
  const seat = seatAfter(told, seatRow, seatRef.generation, at);
  const row = isRefused ? null : connectionAfter(event, participant, connection.value, at);
  return {
    commit: {
      checks: [unchanged(seen), unchanged(connection), ...(seat?.checks ?? [])],
      writes: [
        seenWrite(event, at),
        ...presenceWrites(slug, row ? [row] : [], event.id),
        ...logWrites(slug, event, participant, connection.value),
        ...(seat?.writes ?? []),
        ...placeWrites(slug, told, seat, seatRef.generation),
      ],
    },
    // An unknown seat's participant may not stay.
    evictionIsDueOf: isRefused || (seat ? seat.evictionIsDue : isJoined) ? seatRef.seatId : null,
    arrived: isJoined && row ? { ...participant, joinedAtMs: row.joinedAtMs } : null,
  };
}

/** It was stored before its answer was lost, or was late: whoever answered then may not have settled what it owes. */
function repeatedStep(event: RoomEvent, seatId: string, row: ReadSeat, at: number): Step {
  const seat = foundSeat(row, at)?.seat ?? null;
  const isDue = event.type === "participant_joined"
    ? seat === null || seat.minted > 1
    : seat !== null && mayHaveStaleParticipants(seat);
  return { commit: null, evictionIsDueOf: isDue ? seatId : null };
}

/** Who sits on no seat is shown, and nothing else: no floor rises, and no eviction follows. */
async function outsideStep(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  slug: string,
  event: RoomEvent,
  participant: EventParticipant,
): Promise<Step | null> {
  const [seen, connection] = await kv.getMany([
    webhookEventKey(event.id),
    presenceKey(slug, participant.sid),
  ]);
  const at = now();
  const row = connectionAfter(event, participant, connection.value, at);
  if (seen.value !== null || row === null) return null;
  return {
    commit: {
      checks: [unchanged(seen), unchanged(connection)],
      writes: [
        seenWrite(event, at),
        ...presenceWrites(slug, [row], event.id),
        ...logWrites(slug, event, participant, connection.value),
      ],
    },
    evictionIsDueOf: null,
  };
}

/** A hidden participant has nothing to do here; but a copy `alice#x`, which LiveKit makes out of alice's token, has to go. */
function copyStep(
  event: RoomEvent,
  participant: EventParticipant,
  installationId: string,
): Step | null {
  const original = parseIdentity(participant.identity.split("#", 1)[0]);
  if (original === null || event.type !== "participant_joined") return null;
  // Where its token says nothing, whoever evicts reads its seat.
  if (!isOurs(participant, installationId, true)) return null;
  return { commit: null, evictionIsDueOf: original.seatId };
}

function seatAfter(type: string, row: ReadSeat, generation: number, at: number): SeatChange | null {
  switch (type) {
    case "participant_joined":
      return seatAfterJoined(row, generation, at);
    case "participant_left":
      return seatAfterLeft(row, generation, at);
    default:
      return seatAfterLoss(row, [generation], at);
  }
}

/** The newest token is used: from here on the connection itself is the place. */
function placeWrites(
  slug: string,
  type: string,
  change: SeatChange | null,
  generation: number,
): KvWrite[] {
  // A token with which no connection came about is tried again.
  const isUsed = type !== "participant_connection_aborted" && change?.seat.minted === generation;
  return change && isUsed ? [deleteRow(reservationKey(slug, change.seat.owner))] : [];
}

function seenWrite(event: RoomEvent, at: number): KvWrite {
  return setRow(webhookEventKey(event.id), { appliedAt: at }, webhookEventLifeMs);
}

/** A late *joined* is logged too, with its own time; a *left* that the reconciler concluded is not logged again. */
function logWrites(
  slug: string,
  event: RoomEvent,
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

/** Cameras and shared screens that start and end are lines of the log, and nothing more. */
async function trackStep(
  { installation, kv, now }: CoreServices,
  slug: string,
  event: RoomEvent,
): Promise<Step | null> {
  const { participant, track } = event;
  const type = track && trackLines[event.type]?.[track.source];
  const seatRef = participant && parseIdentity(participant.identity);
  if (!type || !seatRef) return null;
  const [seen, seatRow] = await kv.getMany([webhookEventKey(event.id), seatKey(seatRef.seatId)]);
  // Events of tracks tell no attributes.
  const isOwn = isOurs(participant, await installation.id(), seatRow.value !== null);
  if (!isOwn || seen.value !== null) return null;
  const line = { type, seatId: seatRef.seatId, participantName: participant.name, sid: track.sid };
  return {
    commit: {
      checks: [unchanged(seen)],
      writes: [
        seenWrite(event, now()),
        eventLogWrite(slug, { ...line, atMs: event.createdAtMs }),
      ],
    },
    evictionIsDueOf: null,
  };
}

/**
 * Who joined before the second in which the room was finished was in that room, and is gone; who joined later is in the
 * next room of the same name, since the news of the old one may come late.
 */
async function roomFinishedStep(
  { kv, now }: CoreServices,
  slug: string,
  event: RoomEvent,
): Promise<Step | null> {
  const [seen, space] = await kv.getMany([webhookEventKey(event.id), presenceVersionKey(slug)]);
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
      // Every other commit that changes presence writes the space's row: its check stands for all those rows.
      checks: [unchanged(seen), unchanged(space)],
      writes: [
        // With the last part: what is broken off goes on when the event is delivered again.
        ...(hasMore ? [] : [seenWrite(event, at)]),
        ...presenceWrites(slug, part, event.id),
        ...part.map((row) => eventLogWrite(slug, connectionLine(row, "left", event.createdAtMs))),
      ],
    },
    evictionIsDueOf: null,
    hasMore,
  };
}
