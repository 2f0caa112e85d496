/** Message of the last page of a sign-in to the other pages of its browser. */
import * as z from "zod/mini";

/** Name of the `BroadcastChannel`, which pages of this site alone share. */
export const signInChannelName = "madang-sign-in";

/** Only that the sign-in ended: a page asks the server for its new principal. A failed sign-in sends nothing, as it can be tried again. */
export const signInMessageSchema = z.object({
  signIn: z.enum(["done", "cancelled"]),
});

export type SignInMessage = z.infer<typeof signInMessageSchema>;
