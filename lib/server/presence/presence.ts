/** Presence in a space, from the rows of its connections. */
import { byFirstJoining, displayNames } from "../../contract/display_names.ts";
import { isOutsideKind, isPersonKind } from "../../contract/outside.ts";
import type { Presence, PresentOther, PresentPerson } from "../../contract/presence.ts";
import { roomNameOf } from "../../contract/names.ts";
import type { KvPort } from "../storage/kv_port.ts";
import {
  allConnections,
  presencePrefix,
  type PresenceRow,
  presenceVersionKey,
} from "../rows/presence_rows.ts";

/**
 * One entry for each seat, its newest generation, in the order of first joining and under the name shown in the call;
 * participants without a seat apart. A seat with two connections for a moment (a reload) is one person.
 */
function summarizePresence(rows: readonly PresenceRow[]) {
  const newestOfSeat = new Map<string, PresenceRow>();
  for (const row of rows) {
    if (row.leftAtMs !== null) continue;
    const other = newestOfSeat.get(row.seatId);
    if (!other || isNewer(row, other)) newestOfSeat.set(row.seatId, row);
  }
  const inOrder = [...newestOfSeat.values()]
    .map((row) => ({ ...row, name: row.participantName, since: row.since ?? row.joinedAtMs }))
    .sort(byFirstJoining);
  const names = displayNames(inOrder);
  const people: PresentPerson[] = [];
  const others: PresentOther[] = [];
  for (const inside of inOrder) {
    const { seatId, kind } = inside;
    const participantName = names.get(inside) ?? inside.name;
    const joinedAt = new Date(inside.joinedAtMs).toISOString();
    if (isOutsideKind(kind)) others.push({ kind, participantName, joinedAt });
    else people.push({ seatId, participantName, kind, joinedAt });
  }
  const callers = others.filter(({ kind }) => isPersonKind(kind)).length;
  const isRecorded = rows.some(({ leftAtMs, recordingSince }) =>
    leftAtMs === null && recordingSince !== undefined
  );
  return {
    count: people.length + callers,
    people,
    ...(others.length > 0 && { others }),
    ...(isRecorded && { isRecorded }),
  };
}

/** A full reconnect of LiveKit keeps the identity and gets a new sid: then the later join is the newer one. */
function isNewer(a: PresenceRow, b: PresenceRow): boolean {
  return a.generation - b.generation > 0 ||
    (a.generation === b.generation && a.joinedAtMs > b.joinedAtMs);
}

/** Presence, and the presence version read before it: the people may be newer than the version, never older. */
export interface PresenceReading {
  readonly presence: Presence & { people: PresentPerson[] };
  /** Changes with every change of presence: the id of a server-sent event. */
  readonly version: string;
}

/** Reads presence, names included: the endpoint decides whether its caller may see them (else `withoutNames`). */
export async function readPresence(kv: KvPort, slug: string): Promise<PresenceReading> {
  const space = await kv.get(presenceVersionKey(slug));
  const rows = await kv.list(presencePrefix(slug), allConnections);
  return {
    presence: {
      roomName: roomNameOf(slug),
      ...summarizePresence(rows.flatMap(({ value }) => value ?? [])),
    },
    version: space.versionstamp ?? "0",
  };
}

/** The part that everyone may see: the count, the kinds of participants without a seat, and that the call is recorded. */
export function withoutNames({ roomName, count, others, isRecorded }: Presence): Presence {
  const kinds = others?.map(({ kind, joinedAt }) => ({ kind, joinedAt }));
  return { roomName, count, ...(kinds && { others: kinds }), ...(isRecorded && { isRecorded }) };
}
