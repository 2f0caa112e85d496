/** Everybody out of a space: whoever is inside, or has a token to come in with. */
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

/** Who hears that storage was too late waits so long for LiveKit at most: 2.5 s in all, with storage's own. */
const lateWaitMs = 200;

/**
 * Puts everybody out once `begun` is: what says that it may be done, and says so in storage. Where storage is too late
 * for somebody, everybody else is out all the same, and LiveKit puts out whoever is in the room.
 *
 * @throws AppError as `begun`, and then nobody is put out; `storage-unavailable` in time.
 */
export async function disconnectAll(
  services: SessionServices,
  slug: string,
  begun: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let hasBegun = false;
  let seatIds: readonly string[] = [];
  const follow = async () => {
    await evictAndWait(services, seatIds.map((seatId) => ({ slug, seatId })));
    const work = emptyRoom(services, roomNameOf(slug)).catch((error) => {
      services.log.warn("room-not-deleted", { error });
    });
    await settledWithin(evictionWaitMs, work);
  };
  try {
    await withinStorageDeadline(async (isLate) => {
      await begun();
      hasBegun = true;
      seatIds = await seatsInside(services, slug);
      const rows = await readRows(services.kv, seatIds.map(seatKey));
      const ends = await Promise.allSettled(
        seatIds.map((seatId, index) => endSeat(services, seatId, rows[index], isLate)),
      );
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    });
  } catch (error) {
    if (hasBegun) await settledWithin(lateWaitMs, follow());
    throw error;
  }
  await follow();
}

/** Everybody out of LiveKit's room, agents and recorders too; another Madang's people stay, and the room with them. */
async function emptyRoom(
  { installation, livekit }: SessionServices,
  roomName: string,
): Promise<void> {
  const installationId = await installation.id();
  const inside = await livekit.listParticipants(roomName);
  // Our own are out by now, whatever their tokens say: of our grammar, and not told to be ours, is another Madang's.
  const leaving = inside.filter((participant) =>
    parseIdentity(participant.identity.split("#", 1)[0]) === null ||
    isOurs(participant, installationId, false)
  );
  if (leaving.length === inside.length) return await livekit.deleteRoom(roomName);
  await Promise.all(leaving.map(({ identity }) => livekit.removeParticipant(roomName, identity)));
}

/** The seats of whoever is inside, or has a token to come in with. */
async function seatsInside(
  { kv, now }: Pick<SessionServices, "kv" | "now">,
  slug: string,
): Promise<string[]> {
  const places = await kv.list(reservationsPrefix(slug), allConnections);
  const connections = await kv.list(presencePrefix(slug), allConnections);
  const seatIds = new Set([
    ...places.flatMap(({ value }) => value && now() < value.until ? [value.seatId] : []),
    ...connections.flatMap(({ value }) =>
      value?.leftAtMs === null && !isOutsideKind(value.kind) ? [value.seatId] : []
    ),
  ]);
  return [...seatIds];
}

/** Nobody may stay on the seat, and no token that was signed for it is good any more. */
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
