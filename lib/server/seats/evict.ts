/**
 * The one function that puts people out, by the one rule: a live participant goes if its generation is below
 * its seat's floor, its seat is retired or unknown, or its identity is one of ours with a `#` (LiveKit makes
 * `alice#x` out of alice's token when a client asks for `?publish=x`; we never do). Only our own are judged: an
 * identity that is not of our grammar — egress, agents, another application's — is left alone, and so is a participant
 * of another Madang on the same LiveKit (installation.ts). An evicted identity is never minted again, so evicting it,
 * even late or twice, is always safe.
 */
import { parseIdentity } from "../../contract/participant.ts";
import { type PutOutNotice, putOutTopic } from "../../contract/space.ts";
import { isOurs } from "../livekit/installation.ts";
import { seatKey, type SeatRow } from "../rows/kv_keys.ts";
import { readRows } from "../storage/kv_port.ts";
import type { LiveParticipant } from "../livekit/livekit_port.ts";
import { foundSeat, mayStay, type ReadSeat } from "./seats.ts";
import type { CoreServices } from "../core_services.ts";

/** What it needs of the services. */
export type EvictionServices = Pick<
  CoreServices,
  "installation" | "kv" | "livekit" | "log" | "now"
>;

/** Where to look; without any, at the whole room as it is now. */
export interface EvictionOptions {
  /**
   * A listing that the caller has just made. It must be older than the seats that are read here: a
   * newcomer's seat must not look unknown. Listed here when absent.
   */
  readonly participants?: readonly LiveParticipant[];
  /** Look at these seats alone; the whole room when absent. */
  readonly seatIds?: readonly string[];
}

/** What one look at a room did. */
export interface EvictionResult {
  /** Identities that are out, each with its sid. */
  readonly evicted: readonly LiveParticipant[];
  /** Identities that LiveKit did not take out: the next look will. */
  readonly failed: readonly LiveParticipant[];
  /** Our own who stay. */
  readonly staying: readonly LiveParticipant[];
  /** The seats that were read, by seat id. */
  readonly seats: ReadonlyMap<string, ReadSeat>;
}

/**
 * Removes from `roomName` whoever may not stay, and says what it did. Waits for LiveKit; bound it with
 * `settledWithin` where somebody waits. Removing who is gone already is success.
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
  const told: Promise<void>[] = [];
  for (const { participant, seatId, generation } of seated) {
    const row = seats.get(seatId);
    if (!isOurs(participant, installationId, row?.value != null)) {
      services.installation.met(participant);
      continue;
    }
    const seat = row ? foundSeat(row, now)?.seat ?? null : null;
    const stays = generation !== null && mayStay(seat, generation);
    (stays ? staying : leaving).push(participant);
    if (!stays && !isReplacedByOwn(seat, generation)) {
      told.push(broadcastEviction(services, roomName, participant.identity));
    }
  }
  const evicted: LiveParticipant[] = [];
  const failed: LiveParticipant[] = [];
  await Promise.all(leaving.map(async (participant) => {
    try {
      await services.livekit.removeParticipant(roomName, participant.identity);
      evicted.push(participant);
    } catch (error) {
      failed.push(participant);
      services.log.warn("eviction-failed", { identity: participant.identity, error });
    }
  }));
  await Promise.all(told);
  for (const { identity } of evicted) services.log.info("participant-evicted", { identity });
  return { evicted, failed, staying, seats };
}

/** Their own next connection puts them out: to the others it is the same person. */
function isReplacedByOwn(seat: SeatRow | null, generation: number | null): boolean {
  return generation !== null && seat !== null && !seat.retired && seat.floorReason === "taken-over";
}

/**
 * Tells everybody inside at once, so that who may not stay, or goes for good, has no tile. LiveKit tells of who sends nothing every 3 s
 * only; who misses this hears it then.
 */
export async function broadcastEviction(
  { livekit, log }: Pick<CoreServices, "livekit" | "log">,
  roomName: string,
  identity: string,
): Promise<void> {
  const notice: PutOutNotice = { identity };
  const data = new TextEncoder().encode(JSON.stringify(notice));
  try {
    await livekit.sendData(roomName, null, putOutTopic, data);
  } catch (error) {
    log.debug("put-out-not-told", { identity, error });
  }
}

/** Seat and generation of one of our identities; generation `null` for one with a `#`. `null`: not ours. */
function seatOf(identity: string): { seatId: string; generation: number | null } | null {
  const hash = identity.indexOf("#");
  if (hash < 0) return parseIdentity(identity);
  const original = parseIdentity(identity.slice(0, hash));
  return original && { seatId: original.seatId, generation: null };
}

/** The rows of any number of seats, by seat id. */
export async function readSeats(
  services: Pick<EvictionServices, "kv">,
  seatIds: ReadonlySet<string>,
): Promise<Map<string, ReadSeat>> {
  const all = [...seatIds];
  const rows = await readRows(services.kv, all.map(seatKey));
  return new Map(all.map((seatId, index) => [seatId, rows[index]]));
}
