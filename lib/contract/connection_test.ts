/** `POST /api/livekit/test`: the token of a connection test. */
import * as z from "zod/mini";

/** A LiveKit address, and a token for a room of its own there, which nobody else is in. */
export const connectionTestSchema = z.object({
  url: z.string(),
  token: z.string(),
});

/** A LiveKit address, and a token for a test's own room. */
export type ConnectionTest = z.infer<typeof connectionTestSchema>;
