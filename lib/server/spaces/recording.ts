/**
 * *Record here*: a moderator records the call in their own browser (docs/decisions/022-record-here.md). No byte of it comes here:
 * the server holds that the call is recorded, and tells everybody. It ends with the connection that records.
 */
import { insiderByRows, notInside } from "../chat/inside.ts";
import { logLineWrite } from "./apply_moderation.ts";
import { allConnections, presencePrefix, type PresenceRow } from "../rows/presence_rows.ts";
import { presenceWrites } from "../presence/presence_writes.ts";
import { showRecording } from "../presence/show_recording.ts";
import { foundSeat, mayStay } from "../seats/seats.ts";
import { authenticate, type Principal } from "../sessions/principal.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { type KvCheck, type KvRow, unchanged } from "../storage/kv_port.ts";
import { transact } from "../storage/transact.ts";
import { type InSpace, moderatorOf } from "./commit_as_moderator.ts";

/**
 * Stores and shows that the request's moderator begins to record by their newest connection, or ends. Twice is the same as once.
 * Ending takes no role: it may have been taken meanwhile.
 *
 * @throws AppError to begin: as `moderatorOf` does, and `not-inside`, also where the webhook of the connection has not
 * come yet, since pages before joining could not be told; both: `livekit-unavailable`: stored, and shown by the reconciler.
 */
export async function setOwnRecording(
  services: SessionServices,
  where: InSpace,
  isRecording: boolean,
): Promise<void> {
  const changed = await transact(services.kv, async () => {
    const { principal, checks, rows } = isRecording
      ? await recorderOf(services, where)
      : await ownConnections(services, where);
    const now = services.now();
    const due = rows.flatMap(({ value }) => {
      if (value === null || (value.recordingSince !== undefined) === isRecording) return [];
      const { recordingSince: _, ...other } = value;
      return [isRecording ? { ...other, recordingSince: now } : other];
    });
    // Those that are as wanted already are shown again: an earlier request may have reached storage alone.
    const shown = rows.flatMap(({ value }) => value ?? [])
      .map((row) => due.find(({ sid }) => sid === row.sid) ?? row);
    if (due.length === 0) return { commit: null, value: shown };
    const line = logLineWrite(services, where.slug, {
      type: isRecording ? "recording-started" : "recording-ended",
      seatId: due[0].seatId,
      participantName: principal.session.participantName,
    });
    return {
      commit: {
        checks: [...checks, ...rows.map(unchanged)],
        writes: [...presenceWrites(where.slug, due, `recording ${now}`), line],
      },
      value: shown,
    };
  });
  await Promise.all(changed.map((row) => showRecording(services, where.slug, row)));
}

interface Recorder {
  readonly principal: Principal;
  readonly checks: readonly KvCheck[];
  /** The connections that change. */
  readonly rows: readonly KvRow<PresenceRow>[];
}

/** The newest connection of a moderator. */
async function recorderOf(services: SessionServices, where: InSpace): Promise<Recorder> {
  const { principal, checks } = await moderatorOf(services, where);
  const { seat } = insiderByRows(principal, services.now());
  const rows = await connectionsOf(services, where.slug, seat.seatId);
  const newest = rows
    .filter(({ value }) => value !== null && mayStay(seat, value.generation))
    .toSorted((one, other) => joinedAt(one) - joinedAt(other))
    .at(-1);
  if (newest === undefined) throw notInside();
  return { principal, checks, rows: [newest] };
}

/** Every connection of the request's seat: none where it has left. */
async function ownConnections(services: SessionServices, where: InSpace): Promise<Recorder> {
  const principal = await authenticate(services, where.credentials, where.slug);
  const seat = foundSeat(principal.principalSeatRow, services.now())?.seat;
  // Another session of the same user may hold the seat: that one may be recording.
  const isOwn = seat?.session === principal.session.sessionId;
  const rows = seat && isOwn ? await connectionsOf(services, where.slug, seat.seatId) : [];
  return { principal, checks: [], rows };
}

async function connectionsOf(
  { kv }: SessionServices,
  slug: string,
  seatId: string,
): Promise<KvRow<PresenceRow>[]> {
  const rows = await kv.list(presencePrefix(slug), allConnections);
  return rows.filter(({ value }) => value?.seatId === seatId && value.leftAtMs === null);
}

function joinedAt({ value }: KvRow<PresenceRow>): number {
  return value?.joinedAtMs ?? 0;
}
