/** Who is inside a space, told from the rows of its connections. */
import type { Presence, PresentPerson } from "../../contract/presence.ts";
import { byFirstJoining, displayNames } from "../../contract/display_names.ts";
import { roomNameOf } from "../../contract/names.ts";
import type { KvPort } from "../storage/kv_port.ts";
import {
  allConnections,
  presencePrefix,
  type PresenceRow,
  presenceVersionKey,
} from "../rows/presence_rows.ts";

/**
 * One entry a seat, its newest generation, in the order of first joining, called as the others in the call see them. A
 * seat with two connections for a moment (a reload) is one person.
 */
function presentPeople(rows: readonly PresenceRow[]): PresentPerson[] {
  const newestOfSeat = new Map<string, PresenceRow>();
  for (const row of rows) {
    if (row.leftAtMs !== null) continue;
    const other = newestOfSeat.get(row.seatId);
    if (!other || isNewer(row, other)) newestOfSeat.set(row.seatId, row);
  }
  const people = [...newestOfSeat.values()]
    .map((row) => ({ ...row, name: row.participantName, since: row.since ?? row.joinedAtMs }))
    .sort(byFirstJoining);
  const names = displayNames(people);
  return people.map((person) => ({
    seatId: person.seatId,
    participantName: names.get(person) ?? person.name,
    kind: person.kind,
    joinedAt: new Date(person.joinedAtMs).toISOString(),
  }));
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
  const people = presentPeople(rows.flatMap(({ value }) => value ?? []));
  return {
    presence: { roomName: roomNameOf(slug), count: people.length, people },
    version: space.versionstamp ?? "0",
  };
}

/** What anyone may see: how many, but not who. */
export function withoutNames({ roomName, count }: Presence): Presence {
  return { roomName, count };
}
