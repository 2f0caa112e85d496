import {
  type ArrivalNotice,
  arrivalNoticeSchema,
  arrivalTopic,
  moderationNoticeSchema,
  moderationTopic,
  putOutNoticeSchema,
  putOutTopic,
} from "../../contract/space.ts";
import type { ParticipantSnapshot, RoomReport } from "../ports/room_port.ts";

/** The topic of a message that says nothing but that its sender leaves. */
export const goodbyeTopic = "madang.goodbye";

/**
 * What a data message tells. `sender` is the identity that the server stamps on it, `undefined` for a
 * message of the server itself; `null`: nothing to us.
 */
export function reportOf(
  { data, topic, sender }: { data: Uint8Array; topic?: string; sender?: string },
): RoomReport | null {
  if (topic === goodbyeTopic && sender !== undefined) return { type: "goodbye", identity: sender };
  // Participants can send on any topic, and only the server moderates.
  if (sender !== undefined) return null;
  if (topic === moderationTopic) {
    const notice = moderationNoticeSchema.safeParse(parseJson(data));
    if (!notice.success) return null;
    return { type: "silenced", source: notice.data.action === "mute" ? "microphone" : "screen" };
  }
  if (topic === arrivalTopic) {
    const notice = arrivalNoticeSchema.safeParse(parseJson(data));
    return notice.success
      ? { type: "arrived", participant: participantOfNotice(notice.data) }
      : null;
  }
  if (topic !== putOutTopic) return null;
  const notice = putOutNoticeSchema.safeParse(parseJson(data));
  return notice.success ? { type: "put-out", identity: notice.data.identity } : null;
}

/** As LiveKit tells of somebody who sends nothing. */
function participantOfNotice(notice: ArrivalNotice): ParticipantSnapshot {
  return {
    ...notice,
    isLocal: false,
    isSpeaking: false,
    isMicrophoneMuted: true,
    quality: "unknown",
    camera: null,
    screen: null,
  };
}

function parseJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return null;
  }
}
