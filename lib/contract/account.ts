/** Accounts on the wire: passkeys, recovery codes, sessions. Times are ISO 8601. */
import * as z from "zod/mini";
import { participantNameSchema } from "./names.ts";

/** A passkey's label, by the rules of names. */
export const passkeyLabelSchema = participantNameSchema;

/** One passkey of the account; `id` is the credential's. */
export const passkeySchema = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
});

export type Passkey = z.infer<typeof passkeySchema>;

/** `GET /api/account`, and the answer to changes of the account. */
export const accountSchema = z.object({
  participantName: z.string(),
  createdAt: z.string(),
  /** The oldest first. */
  passkeys: z.array(passkeySchema),
  recoveryCodesLeft: z.number(),
  /** Issuers of identity providers that sign in to the account. */
  issuers: z.array(z.string()),
});

export type Account = z.infer<typeof accountSchema>;

/** `PATCH /api/account` */
export const accountChangeSchema = z.strictObject({ participantName: participantNameSchema });

/** The answer of every way to sign in; the session itself is a cookie. */
export const signedInSchema = z.object({ participantName: z.string(), expiresAt: z.string() });

export type SignedIn = z.infer<typeof signedInSchema>;

/** `POST /api/passkeys/registration/options`: with a name for a new account; without one for the signed-in account. */
export const registrationStartSchema = z.strictObject({
  participantName: z.optional(participantNameSchema),
});

const base64url = (maxLength: number) =>
  z.string().check(z.maxLength(maxLength), z.regex(/^[A-Za-z0-9_-]+$/, "base64url"));

/** A credential's id: 1023 bytes at most, by WebAuthn. */
const credentialId = base64url(1364);

/** `POST /api/passkeys/registration`: WebAuthn's `RegistrationResponseJSON`; other fields are ignored. */
export const registrationSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(4096),
    attestationObject: base64url(12_000),
    transports: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(10))),
  }),
});

export type Registration = z.infer<typeof registrationSchema>;

/** `POST /api/passkeys/authentication`: WebAuthn's `AuthenticationResponseJSON`; other fields are ignored. */
export const authenticationSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(4096),
    authenticatorData: base64url(4096),
    signature: base64url(8192),
    userHandle: z.optional(z.nullable(base64url(128))),
  }),
});

export type Authentication = z.infer<typeof authenticationSchema>;

/** `PATCH /api/passkeys/:id` */
export const passkeyChangeSchema = z.strictObject({ label: passkeyLabelSchema });

/** `POST /api/recovery-codes`: new codes in place of all old ones, shown only once. */
export const recoveryCodesSchema = z.object({ codes: z.array(z.string()) });

/** `POST /api/recovery`: a recovery code as typed; spaces, hyphens and case do not matter. */
export const recoverySchema = z.strictObject({
  code: z.string().check(z.minLength(1), z.maxLength(64)),
});

/** One session of the user. `isOwn`: the asking browser's. */
export const userSessionSchema = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  isOwn: z.boolean(),
});

export type UserSession = z.infer<typeof userSessionSchema>;

/** `GET /api/user-sessions`: the last used first. */
export const userSessionsSchema = z.object({ sessions: z.array(userSessionSchema) });

const credentialDescriptor = z.object({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.optional(z.array(z.string())),
});

/** The answer of `POST /api/passkeys/registration/options`: WebAuthn's `PublicKeyCredentialCreationOptionsJSON`. */
export const registrationOptionsSchema = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal("public-key") })),
  timeout: z.number(),
  excludeCredentials: z.array(credentialDescriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
  attestation: z.literal("none"),
});

/** The answer of `POST /api/passkeys/authentication/options`: WebAuthn's `PublicKeyCredentialRequestOptionsJSON`. */
export const authenticationOptionsSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number(),
  userVerification: z.literal("required"),
});
