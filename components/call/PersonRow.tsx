import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Icon } from "../shell/Icon.tsx";
import { Mic, MicOff, Video, VideoOff } from "../shell/icons.tsx";
import { participantMark } from "./participant_mark.ts";
import { PersonMenu } from "./PersonMenu.tsx";
import { encryptionWord } from "./TileLock.tsx";
import { Hand, TriangleAlert } from "./icons.tsx";

interface PersonRowProps {
  person: ParticipantTracks;
  /** Among all rows, which may not be on the page. */
  position: number;
  count: number;
  hasOrder: boolean;
}

/** One person in the list: what they are, and what of them can be heard and seen. */
export function PersonRow({ person, position, count, hasOrder }: PersonRowProps) {
  const { call: words, people } = useCallWords();
  const name = person.displayName.value;
  const role = person.role.value;
  const marks = [
    hasOrder && people.position(position),
    person.isLocal && words.you,
    participantMark(person, words),
    role !== "speaker" && words.roles[role],
    encryptionWord(person.encryption.value, words),
    person.isReconnecting.value && words.reconnectingOne,
  ].filter(Boolean);
  return (
    <li
      class="people-row"
      aria-posinset={position}
      aria-setsize={count}
      data-focus-home
      tabIndex={-1}
    >
      <Avatar name={name} tintKey={person.seatId} />
      <span class="people-words">
        <span class="people-name notranslate">{name}</span>
        {marks.length > 0 && <span class="people-marks">{marks.join(" · ")}</span>}
      </span>
      <RowHand person={person} />
      <RowQuality person={person} />
      <RowMicrophone person={person} />
      <State
        icon={person.camera.value ? Video : VideoOff}
        word={person.camera.value ? words.cameraOn : words.cameraOff}
      />
      {person.isLocal
        ? <span class="people-menu-room" />
        : <PersonMenu person={person} at="list" />}
    </li>
  );
}

function RowHand({ person }: { person: ParticipantTracks }) {
  const { hand: words } = useCallWords();
  if (person.handRaisedAt.value === null) return null;
  return <State icon={Hand} word={words.raised} tone="attention" />;
}

function RowQuality({ person }: { person: ParticipantTracks }) {
  const { call: words } = useCallWords();
  const quality = person.quality.value;
  if (quality !== "poor" && quality !== "lost") return null;
  const word = quality === "poor" ? words.unstable : words.lost;
  return <State icon={TriangleAlert} word={word} tone="attention" />;
}

/** Reads who speaks, so that only this part renders. */
function RowMicrophone({ person }: { person: ParticipantTracks }) {
  const { call: words } = useCallWords();
  const isMuted = person.isMicrophoneMuted.value;
  return (
    <State
      icon={isMuted ? MicOff : Mic}
      word={isMuted ? words.microphoneOff : words.microphoneOn}
      tone={person.isSpeaking.value ? "speaking" : "calm"}
    />
  );
}

interface StateProps {
  icon: string;
  word: string;
  tone?: "calm" | "attention" | "speaking";
}

function State({ icon, word, tone = "calm" }: StateProps) {
  return (
    <span class={`people-state people-state-${tone}`} title={word}>
      <Icon of={icon} size={18} />
      <span class="visually-hidden">{word}</span>
    </span>
  );
}
