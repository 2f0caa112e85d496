/** Disconnects everyone from a space: all who are inside or have an unused token. */
import { roomNameOf } from "../../contract/names.ts";
import { isOutsideKind } from "../../contract/outside.ts";
import { parseIdentity } from "../../contract/participant.ts";
import { settledWithin } from "../base/deadline.ts";
import { isOurs } from "../livekit/installation.ts";
import { seatKey } from "../rows/kv_keys.ts";
import { deleteRow, readRows } from "../storage/kv_port.ts";
import { allConnections, presencePrefix } from "../rows/presence_rows.ts";
import { type ReadSeat, seatAfterEnd } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { evictAndWait, evictionWaitMs } from "../seats/evict_and_wait.ts";
import { reservationKey, reservationsPrefix } from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { transactUntil } from "../storage/transact.ts";

/** How long a request that failed by the storage deadline still waits for LiveKit: 2.5 s in all. */
const lateWaitMs = 200;

/**
 * Ends all seats and empties LiveKit's room after `authorize`, which checks that this is allowed and commits it. If storage
 * is too late for some seats, the others end, and the room is emptied all the same.
 *
 * @throws AppError as `authorize` does, and then nothing is done; `storage-unavailable` at the storage deadline.
 */
export async function disconnectAll(
  services: SessionServices,
  slug: string,
  authorize: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let isAuthorized = false;
  let seatIds: readonly string[] = [];
  const evictAll = async () => {
    await evictAndWait(services, seatIds.map((seatId) => ({ slug, seatId })));
    const work = emptyRoom(services, roomNameOf(slug)).catch((error) => {
      services.log.warn("room-not-deleted", { error });
    });
    await settledWithin(evictionWaitMs, work);
  };
  try {
    await withinStorageDeadline(async (isLate) => {
      await authorize();
      isAuthorized = true;
      seatIds = await seatsInside(services, slug);
      const rows = await readRows(services.kv, seatIds.map(seatKey));
      const ends = await Promise.allSettled(
        seatIds.map((seatId, index) => endSeat(services, seatId, rows[index], isLate)),
      );
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    });
  } catch (error) {
    if (isAuthorized) await settledWithin(lateWaitMs, evictAll());
    throw error;
  }
  await evictAll();
}

/** Empties LiveKit's room, agents and recorders included; if another Madang has people in it, the room and they stay. */
async function emptyRoom(
  { installation, livekit }: SessionServices,
  roomName: string,
): Promise<void> {
  const installationId = await installation.id();
  const inside = await livekit.listParticipants(roomName);
  // Our own participants are evicted by now: any other seat identity belongs to another Madang.
  const leaving = inside.filter((participant) =>
    parseIdentity(participant.identity.split("#", 1)[0]) === null ||
    isOurs(participant, installationId, false)
  );
  if (leaving.length === inside.length) return await livekit.deleteRoom(roomName);
  await Promise.all(leaving.map(({ identity }) => livekit.removeParticipant(roomName, identity)));
}

/** The seats with a connection or a reservation. */
async function seatsInside(
  { kv, now }: Pick<SessionServices, "kv" | "now">,
  slug: string,
): Promise<string[]> {
  const reservations = await kv.list(reservationsPrefix(slug), allConnections);
  const connections = await kv.list(presencePrefix(slug), allConnections);
  const seatIds = new Set([
    ...reservations.flatMap(({ value }) => value && now() < value.until ? [value.seatId] : []),
    ...connections.flatMap(({ value }) =>
      value?.leftAtMs === null && !isOutsideKind(value.kind) ? [value.seatId] : []
    ),
  ]);
  return [...seatIds];
}

/** Ends a seat: its participants become stale, and its unused tokens admit nobody. */
function endSeat(
  { kv, now }: Pick<SessionServices, "kv" | "now">,
  seatId: string,
  known: ReadSeat,
  isLate: () => boolean,
): Promise<void> {
  let row: ReadSeat | null = known;
  return transactUntil(isLate, kv, async () => {
    row ??= await kv.get(seatKey(seatId));
    const change = seatAfterEnd(row, { session: null, reason: "closed" }, now());
    row = null;
    if (change === null) return { commit: null, value: undefined };
    const { seat, checks } = change;
    const writes = [...change.writes, deleteRow(reservationKey(seat.slug, seat.owner))];
    return { commit: { checks, writes }, value: undefined };
  });
}
