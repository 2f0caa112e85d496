/** Who a participant is and what it may do: the values of a token's attributes. */
import * as z from "zod/mini";

export { attribute, identityOf, parseIdentity, seatIdPattern, sinceOf } from "./seat_identity.ts";

/** Who a person is: an account, or a name and a session. */
export const personKindSchema = z.enum(["user", "guest"]);

export type PersonKind = z.infer<typeof personKindSchema>;

/** What a person is in a space; the first has every right, the last listens. */
export const roleSchema = z.enum(["owner", "moderator", "speaker", "listener"]);

export type Role = z.infer<typeof roleSchema>;
