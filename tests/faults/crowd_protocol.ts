/** Messages between a crowd's process and its starter, a JSON line each. */
import * as z from "zod/mini";

export const crowdCommandSchema = z.discriminatedUnion("do", [
  z.object({ do: z.literal("join"), id: z.number(), url: z.string(), token: z.string() }),
  z.object({ do: z.literal("leave"), id: z.number() }),
]);

export type CrowdCommand = z.infer<typeof crowdCommandSchema>;

/** The state of one member, told at each change; times are milliseconds since 1970. */
export const memberSnapshotSchema = z.object({
  id: z.number(),
  state: z.enum(["connecting", "connected", "reconnecting", "disconnected", "failed"]),
  /** LiveKit's own word, such as `PARTICIPANT_REMOVED`; with `failed` what went wrong. */
  reason: z.nullable(z.string()),
  identity: z.string(),
  sid: z.string(),
  /** The token that it would connect with again: LiveKit refreshes it. */
  token: z.string(),
  /** How often the SDK said *reconnecting*. */
  reconnects: z.number(),
  beganAt: z.number(),
  changedAt: z.number(),
});

export type MemberSnapshot = z.infer<typeof memberSnapshotSchema>;

/** The prefix of each line of the process, since the SDK logs to the same stream. */
export const crowdLinePrefix = "@crowd ";
