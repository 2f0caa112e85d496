import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";

type Names = ReadonlyMap<string, string>;

/** What changed between two moments: who came, who went; names only, in order. */
export function arrivalsAndDepartures(before: Names, after: Names) {
  const missing = (from: Names, among: Names) =>
    [...from].filter(([seatId]) => !among.has(seatId)).map(([, name]) => name);
  return { came: missing(after, before), went: missing(before, after) };
}

/** Says politely, to readers only, who comes and who goes. */
export function Announcer(
  { people }: { people: ReadonlySignal<readonly ParticipantTracks[]> },
) {
  const words = useCallWords().call;
  const said = useSignal("");
  const known = useRef<Names | null>(null);

  useSignalEffect(() => {
    const now: Names = new Map(
      people.value.filter((person) => !person.isLocal)
        .map((person) => [person.seatId, person.displayName.peek()]),
    );
    if (known.current) {
      const { came, went } = arrivalsAndDepartures(known.current, now);
      const news = [...came.map(words.joined), ...went.map(words.left)];
      if (news.length > 0) said.value = news.join(". ");
    }
    known.current = now;
  });

  return <p class="visually-hidden" role="status">{said}</p>;
}
