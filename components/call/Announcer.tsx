import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ArrivalNews, type Names } from "./arrival_news.ts";
import { useArrivalsSaid } from "./arrivals_said.ts";

const namesOf = (people: readonly ParticipantTracks[]): Names =>
  new Map(
    people.filter((person) => !person.isLocal)
      .map((person) => [person.seatId, person.displayName.peek()]),
  );

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Tells screen readers, politely, which other people join and leave. */
export function Announcer(
  { people }: { people: ReadonlySignal<readonly ParticipantTracks[]> },
) {
  const words = useCallWords().call;
  const said = useSignal("");
  const choice = useArrivalsSaid();
  const news = useMemo(() => {
    const now = () => namesOf(people.peek());
    const say = (sentence: string) => said.value = choice.isOn.peek() ? sentence : "";
    return new ArrivalNews({ words, now, say, after });
  }, []);
  useSignalEffect(() => {
    people.value;
    news.look();
  });
  useEffect(() => () => news.stop(), []);

  return <p class="visually-hidden" role="status">{said}</p>;
}
