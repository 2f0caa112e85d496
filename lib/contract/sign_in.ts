/** What the page on which a sign-in ends tells the other pages of its browser. */
import * as z from "zod/mini";

/** The `BroadcastChannel` on which it is told, to the pages of this site alone. */
export const signInChannelName = "madang-sign-in";

/** Nothing but that it ended: who one is now, a page asks the server. A failed one can be tried again, and tells nothing yet. */
export const signInMessageSchema = z.object({
  signIn: z.enum(["done", "cancelled"]),
});

export type SignInMessage = z.infer<typeof signInMessageSchema>;
