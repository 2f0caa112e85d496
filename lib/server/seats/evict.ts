/**
 * The one function that removes *stale* participants (leaving, removing a participant without a seat, and the end of a call
 * remove others), by one rule: a participant is stale if its generation is below its seat's floor (the
 * minimum generation), if its seat is retired or unknown, or if its identity is one of ours with a `#` (LiveKit makes
 * `alice#x` out of alice's token when a client asks for `?publish=x`; the server never does). Participants of other
 * identities (egress, agents, other applications) and of another Madang on the same LiveKit (installation.ts) are left
 * alone. An evicted identity is never minted again, so evicting it late or twice is safe.
 */
import { parseIdentity } from "../../contract/participant.ts";
import { type EvictionNotice, evictionTopic } from "../../contract/space.ts";
import { isOurs } from "../livekit/installation.ts";
import { seatKey, type SeatRow } from "../rows/kv_keys.ts";
import { readRows } from "../storage/kv_port.ts";
import type { LiveParticipant } from "../livekit/livekit_port.ts";
import { foundSeat, mayStay, type ReadSeat } from "./seats.ts";
import type { CoreServices } from "../core_services.ts";

/** The services that an eviction needs. */
export type EvictionServices = Pick<
  CoreServices,
  "installation" | "kv" | "livekit" | "log" | "metrics" | "now"
>;

/** Narrows the eviction; by default it looks at the whole room as LiveKit lists it now. */
export interface EvictionOptions {
  /**
   * The room's list, read by the caller before this call: seats have to be read after the list, so that a newcomer's
   * seat does not look unknown. Read from LiveKit when absent.
   */
  readonly participants?: readonly LiveParticipant[];
  /** Judge the participants of these seats alone; all of the room's when absent. */
  readonly seatIds?: readonly string[];
}

/** The outcome of one eviction. */
export interface EvictionResult {
  /** Participants that were removed. */
  readonly evicted: readonly LiveParticipant[];
  /** Participants that LiveKit failed to remove; the next eviction tries them again. */
  readonly failed: readonly LiveParticipant[];
  /** Participants of ours that may stay. */
  readonly staying: readonly LiveParticipant[];
  /** The seats that were read, by seat id. */
  readonly seats: ReadonlyMap<string, ReadSeat>;
}

/**
 * Removes stale participants from `roomName`. Removing a participant that has left already is success. The wait for
 * LiveKit has no limit of its own: `evictAndWait` has.
 *
 * @throws AppError `livekit-unavailable` when LiveKit cannot list; `storage-unavailable` when seats cannot be read.
 */
export async function evictStaleParticipants(
  services: EvictionServices,
  roomName: string,
  { participants, seatIds }: EvictionOptions = {},
): Promise<EvictionResult> {
  const installationId = await services.installation.id();
  const listed = participants ?? await services.livekit.listParticipants(roomName);
  const seated = listed.flatMap((participant) => {
    const seat = seatOf(participant.identity);
    return seat && (!seatIds || seatIds.includes(seat.seatId)) ? [{ participant, ...seat }] : [];
  });
  const seats = await readSeats(services, new Set(seated.map(({ seatId }) => seatId)));
  const now = services.now();
  const staying: LiveParticipant[] = [];
  const leaving: LiveParticipant[] = [];
  const causes = new Map<LiveParticipant, string>();
  const announcements: Promise<void>[] = [];
  for (const { participant, seatId, generation } of seated) {
    const row = seats.get(seatId);
    if (!isOurs(participant, installationId, row?.value != null)) {
      services.installation.reportForeign(participant);
      continue;
    }
    const seat = row ? foundSeat(row, now)?.seat ?? null : null;
    const stays = generation !== null && mayStay(seat, generation);
    (stays ? staying : leaving).push(participant);
    causes.set(participant, generation === null ? "copy" : seat?.floorReason ?? "unknown-seat");
    if (!stays && !isReplacedByOwn(seat, generation)) {
      announcements.push(broadcastEviction(services, roomName, participant.identity));
    }
  }
  const evicted: LiveParticipant[] = [];
  const failed: LiveParticipant[] = [];
  await Promise.all(leaving.map(async (participant) => {
    try {
      await services.livekit.removeParticipant(roomName, participant.identity);
      evicted.push(participant);
      services.metrics.countEviction(causes.get(participant) ?? "");
    } catch (error) {
      failed.push(participant);
      services.log.warn("eviction-failed", { identity: participant.identity, error });
    }
  }));
  await Promise.all(announcements);
  for (const { identity } of evicted) services.log.info("participant-evicted", { identity });
  return { evicted, failed, staying, seats };
}

/** Whether the same person's newer connection replaces this one: the other participants see one person all along. */
function isReplacedByOwn(seat: SeatRow | null, generation: number | null): boolean {
  return generation !== null && seat !== null && !seat.retired && seat.floorReason === "taken-over";
}

/**
 * Tells every page in the room by data message that `identity` is out, so that its tile goes at once. LiveKit alone
 * announces participants that publish nothing every 3 s only. A failure to send is logged and ignored.
 */
export async function broadcastEviction(
  { livekit, log }: Pick<CoreServices, "livekit" | "log">,
  roomName: string,
  identity: string,
): Promise<void> {
  const notice: EvictionNotice = { identity };
  const data = new TextEncoder().encode(JSON.stringify(notice));
  try {
    await livekit.sendData(roomName, null, evictionTopic, data);
  } catch (error) {
    log.debug("put-out-not-told", { identity, error });
  }
}

/** The seat id and generation in an identity; generation `null` where it has a `#`. `null`: not of our grammar. */
function seatOf(identity: string): { seatId: string; generation: number | null } | null {
  const hash = identity.indexOf("#");
  if (hash < 0) return parseIdentity(identity);
  const original = parseIdentity(identity.slice(0, hash));
  return original && { seatId: original.seatId, generation: null };
}

/** Reads the rows of any number of seats. Answers them by seat id. */
export async function readSeats(
  services: Pick<EvictionServices, "kv">,
  seatIds: ReadonlySet<string>,
): Promise<Map<string, ReadSeat>> {
  const all = [...seatIds];
  const rows = await readRows(services.kv, all.map(seatKey));
  return new Map(all.map((seatId, index) => [seatId, rows[index]]));
}
