/** Accounts on the wire: passkeys, recovery codes, sessions. Times are ISO 8601. */
import * as z from "zod/mini";
import { participantNameSchema } from "./names.ts";

/** What a person calls a passkey: the rules of names. */
export const passkeyLabelSchema = participantNameSchema;

/** One passkey, as its owner sees it; `id` is the credential's. */
export const passkeySchema = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
});

export type Passkey = z.infer<typeof passkeySchema>;

/** `GET /api/account`, and what changes of it answer. */
export const accountSchema = z.object({
  participantName: z.string(),
  createdAt: z.string(),
  /** The oldest first. */
  passkeys: z.array(passkeySchema),
  recoveryCodesLeft: z.number(),
  /** Identity providers that open it too. */
  issuers: z.array(z.string()),
});

export type Account = z.infer<typeof accountSchema>;

/** `PATCH /api/account` */
export const accountChangeSchema = z.strictObject({ participantName: participantNameSchema });

/** What every way to sign in answers; the session itself is a cookie. */
export const signedInSchema = z.object({ participantName: z.string(), expiresAt: z.string() });

export type SignedIn = z.infer<typeof signedInSchema>;

/** `POST /api/passkeys/registration/options`: a name makes a new account, none adds to the one that asks. */
export const registrationStartSchema = z.strictObject({
  participantName: z.optional(participantNameSchema),
});

const base64url = (maxLength: number) =>
  z.string().check(z.maxLength(maxLength), z.regex(/^[A-Za-z0-9_-]+$/, "base64url"));

/** A credential's id: 1023 bytes at most, by the standard. */
const credentialId = base64url(1364);

/** `POST /api/passkeys/registration`: WebAuthn's `RegistrationResponseJSON`; what else is in it is not read. */
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

/** `POST /api/passkeys/authentication`: WebAuthn's `AuthenticationResponseJSON`; what else is in it is not read. */
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

/** `POST /api/recovery-codes`: all codes anew, told this once. */
export const recoveryCodesSchema = z.object({ codes: z.array(z.string()) });

/** `POST /api/recovery`: as a person types it; spaces, hyphens and case do not matter. */
export const recoverySchema = z.strictObject({
  code: z.string().check(z.minLength(1), z.maxLength(64)),
});

/** One place where a person is signed in. `isOwn`: the asking browser. */
export const userSessionSchema = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  isOwn: z.boolean(),
});

export type UserSession = z.infer<typeof userSessionSchema>;

/** `GET /api/user-sessions`: the one used last first. */
export const userSessionsSchema = z.object({ sessions: z.array(userSessionSchema) });

const credentialDescriptor = z.object({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.optional(z.array(z.string())),
});

/** What `POST /api/passkeys/registration/options` answers: WebAuthn's `PublicKeyCredentialCreationOptionsJSON`. */
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

/** What `POST /api/passkeys/authentication/options` answers: WebAuthn's `PublicKeyCredentialRequestOptionsJSON`. */
export const authenticationOptionsSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number(),
  userVerification: z.literal("required"),
});
