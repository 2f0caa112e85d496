import type { ReadonlySignal } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Icon } from "../shell/Icon.tsx";
import { TriangleAlert } from "./icons.tsx";
import { Picture } from "../shell/Picture.tsx";
import { participantMark } from "./participant_mark.ts";
import { placeStyle } from "./place_style.ts";
import { Pin, Spotlight } from "./stage_icons.ts";
import type { Place } from "./tile_layout.ts";
import { NotReceived } from "./NotReceived.tsx";
import { PersonMenu } from "./PersonMenu.tsx";
import { encryptionWord, TileLeftOutByKey, TileLock } from "./TileLock.tsx";
import { TileHand } from "./TileHand.tsx";
import { TileReactions } from "./TileReactions.tsx";
import { Mic, MicOff } from "../shell/icons.tsx";

interface TileProps {
  person: ParticipantTracks;
  isMirrored: ReadonlySignal<boolean>;
  place: Place;
  isFull?: boolean;
  /** Why the person is kept on the stage; `null`: for no reason. */
  hold?: "pinned" | "spotlight" | null;
  /** A camera that is on is not shown, since its owner asked for that. */
  isPictureHidden?: boolean;
  onFull?(): void;
}

/**
 * The tile of one person. Each part reads its own signals: when the person begins to speak, only the ring and the
 * description render.
 */
export function Tile(props: TileProps) {
  const { person, isMirrored, place, isFull = false, hold = null } = props;
  // An identity from elsewhere may contain blanks, which would split an id in two.
  const aboutId = `about-${encodeURIComponent(person.seatId)}`;
  return (
    <li
      class={isFull ? "tile tile-full" : "tile"}
      style={placeStyle(place)}
      aria-label={person.displayName.value}
      aria-describedby={aboutId}
      onDblClick={({ target }) => {
        const isControl = target instanceof Element && target.closest("button, [popover]");
        if (!isControl) props.onFull?.();
      }}
    >
      <TilePicture
        person={person}
        isMirrored={isMirrored}
        isPictureHidden={props.isPictureHidden}
      />
      <TileChip person={person} hold={hold} />
      <TileAbout person={person} hold={hold} id={aboutId} />
      {!person.isLocal && <PersonMenu person={person} />}
      <NotReceived person={person} />
      <TileLeftOutByKey person={person} />
      <TileHand person={person} />
      <TileReactions person={person} />
      <TileHold person={person} />
      <TileRing person={person} />
    </li>
  );
}

function TilePicture(
  { person, isMirrored, isPictureHidden = false }: Omit<TileProps, "place">,
) {
  const camera = isPictureHidden ? null : person.camera.value;
  return camera
    ? <Picture track={camera} isMirrored={person.isLocal && isMirrored.value} />
    : <Avatar name={person.displayName.value} tintKey={person.seatId} />;
}

/** The label on a tile: name, microphone, connection, kind, and why it is on the stage. */
function TileChip({ person, hold }: Pick<TileProps, "person" | "hold">) {
  const words = useCallWords().call;
  const isMuted = person.isMicrophoneMuted.value;
  const quality = person.quality.value;
  const mark = participantMark(person, words);
  return (
    <div class="chip" aria-hidden="true">
      <span class="chip-main">
        <span class={isMuted ? "chip-icon chip-muted" : "chip-icon"}>
          <Icon of={isMuted ? MicOff : Mic} size={16} />
        </span>
        <span class="chip-name notranslate">{person.displayName.value}</span>
        <TileLock person={person} />
        {hold && (
          <span class="chip-icon">
            <Icon of={hold === "pinned" ? Pin : Spotlight} size={16} />
          </span>
        )}
        {(quality === "poor" || quality === "lost") && (
          <span class="chip-icon chip-unstable">
            <Icon of={TriangleAlert} size={16} />
          </span>
        )}
      </span>
      {person.isLocal && <span class="mark">{words.you}</span>}
      {mark && !person.isLocal && <span class="mark">{mark}</span>}
    </div>
  );
}

/** The description that a screen reader reads after the name. */
function TileAbout({ person, hold, id }: Pick<TileProps, "person" | "hold"> & { id: string }) {
  const { call: words, hand: handWords } = useCallWords();
  const quality = person.quality.value;
  const about = [
    person.isLocal && words.you,
    participantMark(person, words),
    person.isMicrophoneMuted.value && words.muted,
    person.handRaisedAt.value !== null && handWords.raised,
    quality === "poor" && words.unstable,
    quality === "lost" && words.lost,
    person.isCameraLeftOut.value && words.cameraLeftOut,
    person.isScreenLeftOut.value && words.screenLeftOut,
    encryptionWord(person.encryption.value, words),
    person.isReconnecting.value && words.reconnectingOne,
    hold && words.holds[hold],
  ].filter(Boolean);
  return <span id={id} class="visually-hidden">{about.join(", ")}</span>;
}

function TileHold({ person }: { person: ParticipantTracks }) {
  const words = useCallWords().call;
  return person.isReconnecting.value
    ? (
      <p class="tile-hold" aria-hidden="true">
        <span class="tile-hold-word">{words.reconnecting}</span>
      </p>
    )
    : null;
}

function TileRing({ person }: { person: ParticipantTracks }) {
  return <span class={person.isSpeaking.value ? "ring ring-on" : "ring"} aria-hidden="true" />;
}
