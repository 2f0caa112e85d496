/** `/api/admin`: what an operator reads. */
import * as z from "zod/mini";
import { spacePolicySchema } from "./space.ts";

/** A space that has an owner. */
export const adminSpaceSchema = z.object({
  slug: z.string(),
  ownerId: z.string(),
  policy: spacePolicySchema,
  isLocked: z.boolean(),
  peopleInside: z.number(),
  createdAt: z.string(),
});

export type AdminSpace = z.infer<typeof adminSpaceSchema>;

/** An account. */
export const adminPersonSchema = z.object({
  userId: z.string(),
  participantName: z.string(),
  createdAt: z.string(),
  passkeys: z.number(),
  recoveryCodesLeft: z.number(),
  providers: z.readonly(z.array(z.string())),
  sessions: z.number(),
  /** Slugs of the spaces that it owns. */
  spaces: z.readonly(z.array(z.string())),
});

export type AdminPerson = z.infer<typeof adminPersonSchema>;
