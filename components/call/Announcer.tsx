import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/call_types.ts";
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
    people.value;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const now = namesOf(people.peek());
      if (told.current) said.value = arrivalNews(told.current, now, words) || said.peek();
      told.current = now;
    }, gatherMilliseconds);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  return <p class="visually-hidden" role="status">{said}</p>;
}
