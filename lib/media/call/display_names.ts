/** Someone whose name stands on a tile. */
export interface NamedParticipant {
  readonly name: string;
  readonly joinedAtMs: number;
  /** Decides between two who joined in the same second; the same for everyone. */
  readonly sid: string;
}

/**
 * What everyone sees beside each participant: a second Kim is `Kim (2)`, by order of joining.
 * Made from nothing but what the server tells all alike, so that all say the same.
 */
export function displayNames<T extends NamedParticipant>(
  participants: Iterable<T>,
): Map<T, string> {
  const taken = new Set<string>();
  const names = new Map<T, string>();
  for (const participant of [...participants].sort(byJoining)) {
    let name = participant.name;
    for (let number = 2; taken.has(name); number++) name = `${participant.name} (${number})`;
    taken.add(name);
    names.set(participant, name);
  }
  return names;
}

function byJoining(a: NamedParticipant, b: NamedParticipant): number {
  return a.joinedAtMs - b.joinedAtMs || (a.sid < b.sid ? -1 : a.sid > b.sid ? 1 : 0);
}
