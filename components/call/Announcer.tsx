import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { arrivalNews, type Names } from "./arrival_news.ts";

/** How long news is gathered, so that ten people who come at once are one sentence. */
const gatherMilliseconds = 700;

const namesOf = (people: readonly ParticipantTracks[]): Names =>
  new Map(
    people.filter((person) => !person.isLocal)
      .map((person) => [person.seatId, person.displayName.peek()]),
  );

/** Says politely, to readers only, who else comes and goes; whoever one meets there is no news. */
export function Announcer(
  { people }: { people: ReadonlySignal<readonly ParticipantTracks[]> },
) {
  const words = useCallWords().call;
  const said = useSignal("");
  const told = useRef<Names | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useSignalEffect(() => {
    const inside = people.value;
    // Whom one meets is in the list when the call is first shown; whoever is added to it from then on came later.
    told.current ??= namesOf(inside);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const now = namesOf(people.peek());
      said.value = arrivalNews(told.current ?? now, now, words) || said.peek();
      told.current = now;
    }, gatherMilliseconds);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  return <p class="visually-hidden" role="status">{said}</p>;
}
