/** The sign that a call is recorded, and by whom. The connection's row has the truth, for pages before joining; LiveKit's attribute tells everybody inside. */
import { roomNameOf } from "../../contract/names.ts";
import { attribute, identityOf } from "../../contract/seat_identity.ts";
import type { LiveKitPort, LiveParticipant } from "../livekit/livekit_port.ts";
import type { KvPort } from "../storage/kv_port.ts";
import { presenceKey, type PresenceRow } from "../rows/presence_rows.ts";

interface RecordingServices {
  readonly kv: Pick<KvPort, "get">;
  readonly livekit: Pick<LiveKitPort, "updateParticipant">;
}

/** The most often that a recording is shown again, since it changed meanwhile. */
const showsMax = 3;

/**
 * Shows in LiveKit whether this connection records, and again where another request changed it meanwhile.
 *
 * @throws AppError `livekit-unavailable`, `storage-unavailable`.
 */
export async function showRecording(
  { kv, livekit }: RecordingServices,
  slug: string,
  connection: PresenceRow,
): Promise<void> {
  let shown = connection;
  for (let times = 0; times < showsMax; times++) {
    await livekit.updateParticipant(
      roomNameOf(slug),
      identityOf(shown.seatId, shown.generation),
      { attributes: { [attribute.recording]: recordingStamp(shown) } },
    );
    const { value } = await kv.get(presenceKey(slug, connection.sid));
    if (value === null || value.recordingSince === shown.recordingSince) return;
    shown = value;
  }
}

/** Shows the recordings of a room that LiveKit's list, read before the rows, has otherwise. */
export async function showRecordings(
  services: RecordingServices,
  slug: string,
  { participants, connections }: {
    readonly participants: readonly LiveParticipant[];
    readonly connections: readonly PresenceRow[];
  },
): Promise<void> {
  const stamps = new Map(
    participants.map(({ sid, attributes }) => [sid, attributes[attribute.recording] ?? ""]),
  );
  const wrong = connections.filter((row) =>
    row.leftAtMs === null && row.generation > 0 && stamps.has(row.sid) &&
    stamps.get(row.sid) !== recordingStamp(row)
  );
  await Promise.all(wrong.map((row) => showRecording(services, slug, row)));
}

/** The attribute's value; the empty one removes it. */
function recordingStamp({ recordingSince }: PresenceRow): string {
  return recordingSince === undefined ? "" : String(recordingSince);
}
