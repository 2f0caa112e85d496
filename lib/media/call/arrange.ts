/** The arrangement of participants and shared screens. Pure. */
import type { Arrangement, LayoutChoice } from "./layout_types.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";

/** The facts that decide an arrangement. */
export interface ArrangementParts {
  readonly choice: LayoutChoice;
  /** In the order in which they are shown. */
  readonly people: readonly ParticipantTracks[];
  /** The participant whose screen is shown; `null`: none is. */
  readonly screen: ParticipantTracks | null;
  /** Pinned, or in the spotlight. */
  readonly isHeld: (person: ParticipantTracks) => boolean;
  /** The number of equal tiles that fit on a page. */
  readonly roomFor: number;
  /** Read only where it decides, so that a grid does not follow it. */
  speaker(): ParticipantTracks | null;
}

/** Arranges the call. */
export function arrange(parts: ArrangementParts): Arrangement {
  const { people, screen, isHeld } = parts;
  const held = people.filter(isHeld);
  const shape = shapeOf(parts, held.length > 0);
  if (shape === "grid") return { shape, screen, stage: [], others: people };
  const stage = held.length > 0 || screen !== null ? held : speakerOf(people, parts.speaker());
  return { shape, screen, stage, others: people.filter((person) => !stage.includes(person)) };
}

function shapeOf(
  { choice, people, screen, roomFor }: ArrangementParts,
  isAnyHeld: boolean,
): Arrangement["shape"] {
  const isAlone = people.length <= 1 && screen === null;
  if (isAlone) return "grid";
  if (choice === "side-by-side") return "beside";
  if (choice === "speaker" || isAnyHeld) return "stage";
  if (choice === "grid") return "grid";
  return screen !== null || people.length > roomFor ? "stage" : "grid";
}

/** The speaker; before the first word the first of the others. */
function speakerOf(
  people: readonly ParticipantTracks[],
  speaker: ParticipantTracks | null,
): ParticipantTracks[] {
  const shown = people.find((person) => person === speaker) ??
    people.find((person) => !person.isLocal) ?? people[0];
  return shown ? [shown] : [];
}

/** `people` by the places in `order`, a list of seats; those without one come after, as they are. */
export function inOrder(
  people: readonly ParticipantTracks[],
  order: readonly string[],
): readonly ParticipantTracks[] {
  if (order.length === 0) return people;
  const places = new Map(order.map((seatId, place) => [seatId, place]));
  const placeOf = ({ seatId }: ParticipantTracks) => places.get(seatId) ?? order.length;
  return [...people].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The seats of `people`, with those of the two exchanged: only their tiles change places. */
export function swapped(
  people: readonly ParticipantTracks[],
  one: ParticipantTracks,
  other: ParticipantTracks,
): string[] {
  return people.map((person) => (person === one ? other : person === other ? one : person).seatId);
}
