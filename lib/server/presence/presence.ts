/** Who is inside a space, told from the rows of its connections. */
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
 * One entry a seat, its newest generation, in the order of first joining, called as the others in the call see them; those
 * without a seat apart. A seat with two connections for a moment (a reload) is one person.
 */
function insideNow(rows: readonly PresenceRow[]) {
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
  return { count: people.length + callers, people, ...(others.length > 0 && { others }) };
}

/** A full reconnect keeps the identity and gets a new sid: then the later join is the newer one. */
function isNewer(a: PresenceRow, b: PresenceRow): boolean {
  return a.generation - b.generation > 0 ||
    (a.generation === b.generation && a.joinedAtMs > b.joinedAtMs);
}

/** Presence, and the version of the space's row before it was read: what is in it may be newer, and never older. */
export interface PresenceReading {
  readonly presence: Presence & { people: PresentPerson[] };
  /** Changes whenever who is inside may have changed: a server-sent event's id. */
  readonly version: string;
}

/** Reads who is inside, names included: whoever answers it decides what the asker may see. */
export async function readPresence(kv: KvPort, slug: string): Promise<PresenceReading> {
  const space = await kv.get(presenceVersionKey(slug));
  const rows = await kv.list(presencePrefix(slug), allConnections);
  return {
    presence: {
      roomName: roomNameOf(slug),
      ...insideNow(rows.flatMap(({ value }) => value ?? [])),
    },
    version: space.versionstamp ?? "0",
  };
}

/** What anyone may see: how many, but not who; of those who sit on no seat, what they are. */
export function withoutNames({ roomName, count, others }: Presence): Presence {
  const told = others?.map(({ kind, joinedAt }) => ({ kind, joinedAt }));
  return { roomName, count, ...(told && { others: told }) };
}
