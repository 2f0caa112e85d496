/** Display names where several people share a name: on the server's lists and in the call alike. */
import { seenName } from "./name_rules.ts";

/** A person in a list with others. */
export interface NamedPerson {
  readonly name: string;
  /** When the person's seat was first taken under this name, as stamped by the server (milliseconds since 1970). */
  readonly since: number;
  /** Breaks ties of `since`, the same for everyone and after a reload. */
  readonly seatId: string;
}

/**
 * The display name of each person: a second Kim is `Kim (2)`, in order of first joining. Computed only from data that
 * the server sends to all, so all pages agree. Names that look the same count as the same.
 */
export function displayNames<T extends NamedPerson>(people: Iterable<T>): Map<T, string> {
  const taken = new Set<string>();
  const names = new Map<T, string>();
  for (const person of [...people].sort(byFirstJoining)) {
    let name = person.name;
    for (let number = 2; taken.has(seenName(name)); number++) name = `${person.name} (${number})`;
    taken.add(seenName(name));
    names.set(person, name);
  }
  return names;
}

/** Orders people by first joining, for `sort`. */
export function byFirstJoining(
  a: Pick<NamedPerson, "since" | "seatId">,
  b: Pick<NamedPerson, "since" | "seatId">,
): number {
  return a.since - b.since || (a.seatId < b.seatId ? -1 : a.seatId > b.seatId ? 1 : 0);
}
