import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Icon } from "../shell/Icon.tsx";
import { Mic, MicOff, Video, VideoOff } from "../shell/signs.tsx";
import type { CallPanelProps } from "./call_panel_types.ts";
import { participantMark } from "./participant_mark.ts";

/** The people in the call, in the order in which they came. */
export function Panel({ media }: CallPanelProps) {
  const words = useCallWords().call;
  return (
    <ul class="people-list" role="list" aria-label={words.inTheCall}>
      {media.participantTracks.value.map((person) => (
        <PersonRow key={person.seatId} person={person} />
      ))}
    </ul>
  );
}

function PersonRow({ person }: { person: ParticipantTracks }) {
  const words = useCallWords().call;
  const name = person.displayName.value;
  const role = person.role.value;
  const marks = [
    person.isLocal && words.you,
    participantMark(person, words),
    role !== "speaker" && words.roles[role],
  ].filter(Boolean);
  return (
    <li class="people-row" data-focus-home tabIndex={-1}>
      <Avatar name={name} tintKey={person.seatId} />
      <span class="people-words">
        <span class="people-name notranslate">{name}</span>
        {marks.length > 0 && <span class="people-marks">{marks.join(" · ")}</span>}
      </span>
      <State
        isOn={!person.isMicrophoneMuted.value}
        on={[Mic, words.microphoneOn]}
        off={[MicOff, words.microphoneOff]}
      />
      <State
        isOn={person.camera.value !== null}
        on={[Video, words.cameraOn]}
        off={[VideoOff, words.cameraOff]}
      />
    </li>
  );
}

interface StateProps {
  isOn: boolean;
  /** A sign and its word. */
  on: readonly [string, string];
  off: readonly [string, string];
}

function State({ isOn, on, off }: StateProps) {
  const [sign, word] = isOn ? on : off;
  return (
    <span class={`people-state ${isOn ? "" : "people-state-off"}`} title={word}>
      <Icon of={sign} size={18} />
      <span class="visually-hidden">{word}</span>
    </span>
  );
}
