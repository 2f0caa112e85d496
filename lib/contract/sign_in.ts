/** What a sign-in in a pop-up tells the page that opened it. */
import * as z from "zod/mini";

/** The `BroadcastChannel` on which it is told, to the pages of this site alone. */
export const signInChannelName = "madang-sign-in";

/** Nothing but that it ended: who one is now, a page asks the server. A failed one can be tried again, and tells nothing yet. */
export const signInMessageSchema = z.object({
  signIn: z.enum(["done", "cancelled"]),
});

export type SignInMessage = z.infer<typeof signInMessageSchema>;
