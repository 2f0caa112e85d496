/** Settings of the identity provider's process, as JSON in `MADANG_PROVIDER`. */
import { z } from "zod";

export const providerSettingSchema = z.object({
  port: z.number(),
  clientId: z.string(),
  /** `null`: a public client. */
  clientSecret: z.string().nullable(),
  redirectUris: z.array(z.string()),
});

export type ProviderSetting = z.infer<typeof providerSettingSchema>;

/** The people who can sign in: each subject, and its name. */
export const people = { alice: "Alice Archer", bob: "Bob Baker" } as const;

export type PersonAtProvider = keyof typeof people;
