/** What the process of the identity provider is told, as JSON in `MADANG_PROVIDER`. */
import { z } from "zod";

export const providerSettingSchema = z.object({
  port: z.number(),
  clientId: z.string(),
  /** `null`: a public client. */
  clientSecret: z.string().nullable(),
  redirectUris: z.array(z.string()),
});

export type ProviderSetting = z.infer<typeof providerSettingSchema>;

/** Who can sign in at it: the subject, and the name that it tells. */
export const people = { alice: "Alice Archer", bob: "Bob Baker" } as const;

export type PersonAtProvider = keyof typeof people;
