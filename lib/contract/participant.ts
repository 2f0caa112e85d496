/** Kind and role of a participant: values of its token's attributes. */
import * as z from "zod/mini";

export {
  attribute,
  identityOf,
  parseIdentity,
  recordingSinceOf,
  seatIdPattern,
  sinceOf,
} from "./seat_identity.ts";

/** Kind of a principal: an account, or a name and a session. */
export const personKindSchema = z.enum(["user", "guest"]);

export type PersonKind = z.infer<typeof personKindSchema>;

/** A role in a space, from all rights down to listening only. */
export const roleSchema = z.enum(["owner", "moderator", "speaker", "listener"]);

export type Role = z.infer<typeof roleSchema>;
