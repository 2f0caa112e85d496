import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

type People = ReadonlySignal<readonly ParticipantTracks[]>;

/** In the header, as long as the call is recorded. A click opens the dialog, for the person who records. */
export function RecordedSign({ people, onOwn }: { people: People; onOwn(): void }) {
  const words = useCallWords().recorded;
  const recorders = useComputed(() => recordersIn(people.value));
  if (recorders.value.length === 0) return null;
  const sign = (
    <>
      <i class="record-dot" aria-hidden="true" />
      <b>{words.sign}</b>
    </>
  );
  return recorders.value.some(({ isLocal }) => isLocal)
    ? (
      <button type="button" class="call-count call-receiving call-recorded" onClick={onOwn}>
        {sign}
      </button>
    )
    : <p class="call-count call-recorded">{sign}</p>;
}

/** Says who records, once for each recording: to newcomers too. */
export function RecordedNotice({ people }: { people: People }) {
  const { recorded: words, understood } = useCallWords();
  const others = useComputed(() => recordersIn(people.value).filter(({ isLocal }) => !isLocal));
  /** Moments of the recordings that were read. */
  const known = useSignal<ReadonlySet<number | null>>(new Set());
  const untold = others.value.filter(({ recordingSince }) =>
    !known.value.has(recordingSince.value)
  );
  return (
    <div role="status">
      {untold.length > 0 && (
        <Notice
          role="group"
          tone="attention"
          text={untold.map(({ displayName }) => words.by(displayName.value)).join(" ")}
          more={words.where}
        >
          <button
            type="button"
            class="button"
            onClick={() =>
              known.value = new Set([
                ...known.peek(),
                ...untold.map(({ recordingSince }) => recordingSince.peek()),
              ])}
          >
            {understood}
          </button>
        </Notice>
      )}
    </div>
  );
}

function recordersIn(people: readonly ParticipantTracks[]): readonly ParticipantTracks[] {
  return people.filter(({ recordingSince }) => recordingSince.value !== null);
}
