import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useHand } from "../../lib/media/hooks/useHand.ts";
import { useKnocks } from "../../lib/media/hooks/useKnocks.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { encryptionWords } from "../messages/encryption_words.ts";
import { useLazy } from "../shell/useLazy.ts";
import { useRowWindow } from "../shell/useRowWindow.ts";
import type { CallPanelProps } from "./call_panel_types.ts";
import { Knocks } from "./KnockList.tsx";
import { matchesName } from "./matches_name.ts";
import { PersonRow } from "./PersonRow.tsx";

/** With more people than this one can search. */
const unsearchedMax = 12;

/** Everybody in the call: those who knock, the raised hands in their order, then all others in the order of joining. */
export function Panel({ call, media }: CallPanelProps) {
  const { people: words } = useCallWords();
  const { raised } = useHand();
  const everybody = media.participantTracks;
  const key = call.key.value;
  const encryptionCode = useLazy(
    () => import("../encryption/EncryptionSection.tsx"),
    encryptionWords,
  );
  useEffect(() => {
    if (key) encryptionCode.load();
  }, [key]);
  const EncryptionSection = encryptionCode.module.value?.EncryptionSection;
  const query = useSignal("");
  const isSearchable = useComputed(() => everybody.value.length > unsearchedMax);
  const wanted = useComputed(() => isSearchable.value ? query.value : "");
  const found = (list: readonly ParticipantTracks[]) =>
    list.filter(({ displayName }) => matchesName(displayName.value, wanted.value));
  const hands = useComputed(() => found(raised.value));
  const others = useComputed(() => {
    const up = new Set(raised.value);
    return found(everybody.value.filter((person) => !up.has(person)));
  });
  return (
    <>
      <Knocks model={useKnocks({ follows: false })} />
      {EncryptionSection && key && <EncryptionSection spaceKey={key} />}
      <ForEverybody hasHands={useComputed(() => raised.value.length > 0)} />
      {isSearchable.value && (
        <input
          type="search"
          class="field people-search"
          aria-label={words.search}
          placeholder={words.search}
          value={query}
          onInput={(event) => query.value = event.currentTarget.value}
        />
      )}
      {hands.value.length > 0 && (
        <section aria-labelledby="people-hands">
          <h2 id="people-hands" class="people-title">{words.raised}</h2>
          <PeopleList people={hands} labelledBy="people-hands" hasOrder />
        </section>
      )}
      <section aria-labelledby="people-others">
        {hands.value.length > 0 && others.value.length > 0
          ? <h2 id="people-others" class="people-title">{words.others}</h2>
          : <h2 id="people-others" class="visually-hidden">{words.others}</h2>}
        <PeopleList people={others} labelledBy="people-others" />
      </section>
      <p class="people-nobody" role="status">
        {wanted.value !== "" && hands.value.length + others.value.length === 0 && words.nobody}
      </p>
    </>
  );
}

/** What a moderator does for everybody at once. */
function ForEverybody({ hasHands }: { hasHands: ReadonlySignal<boolean> }) {
  const { people: words } = useCallWords();
  const moderation = useModeration();
  if (!moderation.mayModerate.value) return null;
  return (
    <div class="people-tools">
      <button
        type="button"
        class="button button-small"
        onClick={() => void moderation.muteAll()}
      >
        {words.muteAll}
      </button>
      {hasHands.value && (
        <button
          type="button"
          class="button button-small"
          onClick={() => void moderation.lowerAllHands()}
        >
          {words.lowerAll}
        </button>
      )}
    </div>
  );
}

interface PeopleListProps {
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  labelledBy: string;
  /** Each row says its place. */
  hasOrder?: boolean;
}

/** Rows of one height, of which a long list has only those on the page that are seen. */
function PeopleList({ people, labelledBy, hasOrder = false }: PeopleListProps) {
  const list = useRef<HTMLUListElement>(null);
  const count = useComputed(() => people.value.length);
  const { window, rowHeight } = useRowWindow(list, count);
  const { from, to } = window.value;
  return (
    <ul
      ref={list}
      class="people-list"
      role="list"
      aria-labelledby={labelledBy}
      style={{
        paddingBlock: `${from * rowHeight.value}px ${(count.value - to) * rowHeight.value}px`,
      }}
    >
      {people.value.slice(from, to).map((person, index) => (
        <PersonRow
          key={person.seatId}
          person={person}
          position={from + index + 1}
          count={count.value}
          hasOrder={hasOrder}
        />
      ))}
    </ul>
  );
}
