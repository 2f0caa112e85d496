/** Reactions: a data message from one participant to all others, kept nowhere. Without zod, since the page of a call sends it too. */

/** Topic of the data message, which is lossy: a reaction that comes late is worth nothing. */
export const reactionTopic = "madang.reaction";

/** The data message is one of these names in UTF-8, and nothing else. */
export const reactions = ["thumbs-up", "heart", "laugh", "applause", "party", "wow"] as const;

export type Reaction = typeof reactions[number];

/** Most reactions of one sender within a second: more are neither sent, nor shown by whoever receives them. */
export const reactionsPerSecond = 2;

const longestBytes = Math.max(...reactions.map((name) => name.length));

/** The reaction that a data message holds; `null` for anything else. */
export function readReaction(data: Uint8Array): Reaction | null {
  if (data.length > longestBytes) return null;
  const text = new TextDecoder().decode(data);
  return reactions.find((name) => name === text) ?? null;
}
