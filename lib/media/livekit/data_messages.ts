import { chatNoticeSchema, chatTopic } from "../../contract/chat.ts";
import { reactionTopic, readReaction } from "../../contract/reactions.ts";
import {
  type ArrivalNotice,
  arrivalNoticesSchema,
  arrivalTopic,
  evictionNoticeSchema,
  evictionTopic,
  moderationNoticeSchema,
  moderationTopic,
} from "../../contract/space.ts";
import type { ParticipantSnapshot, RoomReport } from "../ports/room_port.ts";

/** The topic of an empty message: its sender leaves for good. */
export const goodbyeTopic = "madang.goodbye";

/**
 * The report that a data message stands for; `null` where it is none of ours. `sender` is the identity that LiveKit stamps on
 * it, `undefined` for a message of our server.
 */
export function reportOf(
  { data, topic, sender }: { data: Uint8Array; topic?: string; sender?: string },
): RoomReport | null {
  if (topic === goodbyeTopic && sender !== undefined) return { type: "goodbye", identity: sender };
  if (topic === reactionTopic && sender !== undefined) {
    const reaction = readReaction(data);
    return reaction && { type: "reaction", identity: sender, reaction };
  }
  // Participants can send on any topic; only our server's messages count.
  if (sender !== undefined) return null;
  if (topic === moderationTopic) {
    const notice = moderationNoticeSchema.safeParse(parseJson(data));
    if (!notice.success) return null;
    return {
      type: "muted-by-moderator",
      source: notice.data.action === "mute" ? "microphone" : "screen",
    };
  }
  if (topic === arrivalTopic) {
    const notices = arrivalNoticesSchema.safeParse(parseJson(data));
    return notices.success
      ? { type: "arrived", participants: [notices.data].flat().map(participantOfNotice) }
      : null;
  }
  if (topic === chatTopic) {
    const notice = chatNoticeSchema.safeParse(parseJson(data));
    return notice.success ? { type: "chat", notice: notice.data } : null;
  }
  if (topic !== evictionTopic) return null;
  const notice = evictionNoticeSchema.safeParse(parseJson(data));
  return notice.success ? { type: "evicted", identity: notice.data.identity } : null;
}

/** As LiveKit would report a participant that sends nothing. */
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
