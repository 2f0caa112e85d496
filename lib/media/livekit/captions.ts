/** Captions of a room: only agents may write what others said. */
import {
  type Participant,
  ParticipantKind,
  type Room,
  type TextStreamReader,
} from "livekit-client";
import { captionMaxCharacters, transcription } from "../../contract/captions.ts";
import type { Caption } from "../ports/room_port.ts";

/**
 * Reads a stream of the participant `sender`, and reports what it has come to with each part. A stream of anybody but an agent,
 * and one about a track that is not in the room, is read to its end and dropped, since the SDK would store what is not read.
 */
export async function readCaption(
  room: Pick<Room, "remoteParticipants" | "localParticipant">,
  reader: Pick<TextStreamReader, "info"> & AsyncIterable<string>,
  sender: string,
  report: (caption: Caption) => void,
): Promise<void> {
  const speaker = speakerOf(room, reader.info.attributes ?? {}, sender);
  const attributes = reader.info.attributes ?? {};
  const segmentId = (attributes[transcription.segment] ?? reader.info.id).slice(0, 100);
  let text = "";
  const tell = (isFinal: boolean) => {
    if (speaker === null) return;
    const shown = [...text.toWellFormed()].slice(0, captionMaxCharacters).join("").trim();
    if (shown !== "") report({ agent: sender, speaker, segmentId, text: shown, isFinal });
  };
  try {
    for await (const chunk of reader) {
      if (text.length >= 2 * captionMaxCharacters) continue;
      text += chunk.slice(0, 2 * captionMaxCharacters);
      tell(false);
    }
  } catch {
    // The agent left in the middle: what came so far stays.
  }
  if (attributes[transcription.isFinal] === "true") tell(true);
}

/** The identity of the participant whose words they are; `null` where they count for nothing. */
function speakerOf(
  { remoteParticipants, localParticipant }: Pick<Room, "remoteParticipants" | "localParticipant">,
  attributes: Readonly<Record<string, string>>,
  sender: string,
): string | null {
  // By the token, which takes LiveKit's secret: no participant can make itself an agent.
  if (remoteParticipants.get(sender)?.kind !== ParticipantKind.AGENT) return null;
  const track = attributes[transcription.track];
  if (!track) return sender;
  const all: Participant[] = [localParticipant, ...remoteParticipants.values()];
  return all.find(({ trackPublications }) =>
    [...trackPublications.values()].some(({ trackSid }) => trackSid === track)
  )?.identity ?? null;
}
