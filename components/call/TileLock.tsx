import type { FrameVerdict, ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import type { CallWords } from "../messages/en_call.ts";
import { LockIcon } from "./icons.tsx";

/** What a verdict is called; nothing where there is none. */
export function encryptionWord(
  verdict: FrameVerdict | null,
  words: CallWords["call"],
): string | null {
  return verdict === null || verdict === "unknown" ? null : words.encryption[verdict];
}

/** In an encrypted space: a closed lock for what decrypts by our key, an open one for what is left out. */
export function TileLock({ person }: { person: ParticipantTracks }) {
  const verdict = person.encryption.value;
  if (verdict === null || verdict === "unknown") return null;
  const isLocked = verdict === "encrypted";
  return (
    <span class={isLocked ? "chip-icon" : "chip-icon chip-unstable"} data-lock={verdict}>
      <LockIcon isLocked={isLocked} size={16} />
    </span>
  );
}

/** Why nothing is heard or seen of a person. */
export function TileLeftOutByKey({ person }: { person: ParticipantTracks }) {
  const words = useCallWords().call;
  const verdict = person.encryption.value;
  if (verdict !== "not-encrypted" && verdict !== "unreadable") return null;
  return (
    <p class="tile-not-received" aria-hidden="true">
      <span class="tile-hold-word">{words.leftOutByKey[verdict]}</span>
    </p>
  );
}
