/** Messages between call_bench.ts and its processes of participants, a JSON line each. */
import * as z from "zod/mini";

export const memberCommandSchema = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("join"),
    id: z.number(),
    url: z.string(),
    token: z.string(),
    /** A picture; else the participant only listens. */
    sends: z.boolean(),
    /** A microphone too. */
    speaks: z.boolean(),
  }),
  z.object({ do: z.literal("speak"), id: z.number(), isLoud: z.boolean() }),
]);

export type MemberCommand = z.infer<typeof memberCommandSchema>;

/** Without more: the participant is inside. `seq`: a message of chat came, `at` milliseconds since 1970. */
export const memberNewsSchema = z.object({
  id: z.number(),
  error: z.optional(z.string()),
  seq: z.optional(z.number()),
  at: z.optional(z.number()),
});

export type MemberNews = z.infer<typeof memberNewsSchema>;

/** Stands before each line, since the SDK logs to the same stream. */
export const memberLinePrefix = "@member ";
