import type { Reaction } from "../../lib/contract/reactions.ts";

/** How each reaction looks: as the system draws it. Readers hear its word. */
export const reactionEmoji: Readonly<Record<Reaction, string>> = {
  "thumbs-up": "👍",
  "heart": "❤️",
  "laugh": "😂",
  "applause": "👏",
  "party": "🎉",
  "wow": "😮",
};
