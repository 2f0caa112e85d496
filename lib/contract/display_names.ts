/** What people are called where several may have one name: on the server's lists and in the call alike. */
import { seenName } from "./name_rules.ts";

/** Somebody whose name stands beside others. */
export interface NamedPerson {
  readonly name: string;
  /** When they came in first under this name, as the server stamped it. */
  readonly since: number;
  /** Decides between two of the same moment; the same for everyone, and after a reload. */
  readonly seatId: string;
}

/**
 * What everyone sees beside each person: a second Kim is `Kim (2)`, by who came in first. Made from nothing but what
 * the server tells all alike, so that all say the same; names that look the same are the same.
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

/** Who came in first, first. */
export function byFirstJoining(
  a: Pick<NamedPerson, "since" | "seatId">,
  b: Pick<NamedPerson, "since" | "seatId">,
): number {
  return a.since - b.since || (a.seatId < b.seatId ? -1 : a.seatId > b.seatId ? 1 : 0);
}
