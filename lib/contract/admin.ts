/** `/api/admin`: what an operator reads. */
import * as z from "zod/mini";
import type { SpacePolicy } from "./space.ts";

/** As in `space.ts`, whose code would be cut in two for the pages that have all of it. */
const policies = ["open", "members", "knock"] as const satisfies readonly SpacePolicy[];

/** A space that has an owner. */
export const adminSpaceSchema = z.object({
  slug: z.string(),
  ownerId: z.string(),
  policy: z.enum(policies),
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

/** A part of a list; `hasMore`: not everything was looked at, or fits. */
export const adminSpacesSchema = z.object({
  items: z.array(adminSpaceSchema),
  hasMore: z.boolean(),
});

export type AdminSpaces = z.infer<typeof adminSpacesSchema>;

/** The same of accounts. */
export const adminPeopleSchema = z.object({
  items: z.array(adminPersonSchema),
  hasMore: z.boolean(),
});

export type AdminPeople = z.infer<typeof adminPeopleSchema>;

/** New recovery codes of an account. */
export const adminCodesSchema = z.object({ codes: z.array(z.string()) });

/** A key of the installation: never the secret itself. */
export const adminKeySchema = z.object({
  use: z.enum([
    ...["livekit", "livekit-previous", "guest-links"] as const,
    ...["host-jwt", "sign-in-provider", "metrics", "administration"] as const,
  ]),
  /**
   * Its public id: LiveKit's API key, the client id at a provider, the address of a host's keys; of the key that signs guest
   * links the beginning of its SHA-256. `null`: it has none.
   */
  id: z.nullable(z.string()),
});

export type AdminKey = z.infer<typeof adminKeySchema>;

/** The installation, and the keys that it has. */
export const adminInstallationSchema = z.object({
  installationId: z.string(),
  version: z.string(),
  /** `file`, `memory`, `platform`, or a KV server's host. */
  storage: z.string(),
  keys: z.array(adminKeySchema),
});

export type AdminInstallation = z.infer<typeof adminInstallationSchema>;
