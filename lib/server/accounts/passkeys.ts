/**
 * Passkeys: the two WebAuthn ceremonies, registration and authentication, over storage. Passkeys are discoverable, and the
 * authenticator verifies its person (a PIN, a finger), since it is the only factor. Attestation is not asked for.
 */
import type { Authentication, Registration } from "../../contract/account.ts";
import { AppError } from "../base/app_error.ts";
import {
  beginPendingSignIn,
  type PendingSignInKind,
  takePendingSignIn,
} from "./pending_sign_ins.ts";
import { passkeyKey, type PasskeyRow, userKey, type UserRow } from "../rows/kv_keys.ts";
import { setRow, unchanged } from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { newId } from "../base/session_tokens.ts";
import { newUser } from "./users.ts";

/** The most passkeys of one account: one read holds them all. */
export const maxPasskeys = 10;

/** A challenge may be answered for this long: people look for their phones. */
export const challengeLifeMs = 5 * 60_000;

/** EdDSA, ES256 and RS256, by their COSE ids. */
const algorithms = [-8, -7, -257];

const registration: PendingSignInKind<{
  readonly challenge: string;
  readonly userId: string;
  /** The new account's name; `null`: the passkey is for an existing account. */
  readonly participantName: string | null;
}> = { kind: "passkey-registration", lifeMs: challengeLifeMs };

const authentication: PendingSignInKind<{ readonly challenge: string }> = {
  kind: "passkey-authentication",
  lifeMs: challengeLifeMs,
};

/** Loaded with the first ceremony, since loading it takes 0.7 s. */
const webAuthn = () => import("@simplewebauthn/server");

/** The browser's WebAuthn options, and the token for its ceremony cookie. */
export interface StartedCeremony {
  readonly options: unknown;
  readonly token: string;
}

/**
 * Begins a registration for a new account, or for an existing `user`. The host of `origin`, the page's, is the relying party.
 *
 * @throws AppError `too-many-passkeys`.
 */
export async function startRegistration(
  services: CoreServices,
  origin: string,
  principal: { readonly participantName: string; readonly user?: UserRow },
): Promise<StartedCeremony> {
  const { user, participantName } = principal;
  if (user && user.credentialIds.length >= maxPasskeys) throw tooManyPasskeys();
  const userId = user?.userId ?? newId(services.randomBytes);
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    rpName: "Madang",
    rpID: new URL(origin).hostname,
    userID: Uint8Array.fromBase64(userId, { alphabet: "base64url" }),
    userName: participantName,
    userDisplayName: participantName,
    challenge: services.randomBytes(32),
    timeout: challengeLifeMs,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: user?.credentialIds.map((id) => ({ id })),
    supportedAlgorithmIDs: algorithms,
  });
  const token = await beginPendingSignIn(services, registration, {
    challenge: options.challenge,
    userId,
    participantName: user ? null : participantName,
  });
  return { options, token };
}

/**
 * Stores the passkey that the browser made, and its account where it is new. `asking`: the signed-in user, the only one
 * for whom a passkey may be added. Answers the passkey's user.
 *
 * @throws AppError `sign-in-refused` for every answer that is not valid; `too-many-passkeys`.
 */
export async function finishRegistration(
  services: CoreServices,
  origin: string,
  { token, answer, label, asking }: {
    readonly token: string | null;
    readonly answer: Registration;
    readonly label: string;
    readonly asking: string | null;
  },
): Promise<{ readonly userId: string; readonly isNew: boolean }> {
  const { challenge, userId, participantName } = await takePendingSignIn(
    services,
    registration,
    token,
  );
  const isNew = participantName !== null;
  if (!isNew && asking !== userId) throw passkeyRefused();
  const { verifyRegistrationResponse } = await webAuthn();
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { ...answer, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    supportedAlgorithmIDs: algorithms,
  }).catch(throwRefusal);
  if (!registrationInfo) throw passkeyRefused();
  const { id: credentialId, publicKey, counter } = registrationInfo.credential;
  const now = services.now();
  await storePasskey(services, isNew ? newUser({ userId, participantName }, now) : null, {
    credentialId,
    userId,
    publicKey,
    counter,
    transports: answer.response.transports ?? [],
    label,
    createdAt: now,
    lastUsedAt: now,
  });
  return { userId, isNew };
}

/** Stores the passkey and its account's row in one commit. `made`: the new account. */
async function storePasskey({ kv }: CoreServices, made: UserRow | null, passkey: PasskeyRow) {
  const { userId, credentialId } = passkey;
  while (true) {
    const [userRow, passkeyRow] = await kv.getMany([userKey(userId), passkeyKey(credentialId)]);
    // Our commit landed and its reply was lost, or this user has the passkey already.
    if (passkeyRow.value?.userId === userId) return;
    const before = userRow.value ?? made;
    if (before === null || passkeyRow.value !== null) throw passkeyRefused();
    if (before.credentialIds.length >= maxPasskeys) throw tooManyPasskeys();
    const user = { ...before, credentialIds: [...before.credentialIds, credentialId] };
    const isCommitted = await kv.commit({
      checks: [userRow, passkeyRow].map(unchanged),
      writes: [setRow(userKey(userId), user), setRow(passkeyKey(credentialId), passkey)],
    });
    if (isCommitted) return;
  }
}

/** Begins an authentication. The options are the same for every browser: they tell nothing of any account. */
export async function startAuthentication(
  services: CoreServices,
  origin: string,
): Promise<StartedCeremony> {
  const { generateAuthenticationOptions } = await webAuthn();
  const options = await generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    challenge: services.randomBytes(32),
    timeout: challengeLifeMs,
    userVerification: "required",
  });
  const { challenge } = options;
  return { options, token: await beginPendingSignIn(services, authentication, { challenge }) };
}

/**
 * The id of the user whose passkey answered the challenge. Its counter is stored: a counter that goes back is a copy's.
 *
 * @throws AppError `sign-in-refused`: unknown passkeys, wrong, late and repeated answers alike.
 */
export async function finishAuthentication(
  services: CoreServices,
  origin: string,
  { token, answer }: { readonly token: string | null; readonly answer: Authentication },
): Promise<string> {
  const { kv } = services;
  const { challenge } = await takePendingSignIn(services, authentication, token);
  const row = await kv.get(passkeyKey(answer.id));
  if (row.value === null) throw passkeyRefused();
  const { userId, credentialId, publicKey, counter } = row.value;
  const { userHandle, ...response } = answer.response;
  if (userHandle && userHandle !== userId) throw passkeyRefused();
  const { verifyAuthenticationResponse } = await webAuthn();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...answer, response, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    credential: { id: credentialId, publicKey: publicKey.slice(), counter },
  }).catch(throwRefusal);
  if (!verified) throw passkeyRefused();
  const { newCounter } = authenticationInfo;
  const lastUsedAt = services.now();
  const writes = [setRow(row.key, { ...row.value, counter: newCounter, lastUsedAt })];
  if (await kv.commit({ checks: [unchanged(row)], writes })) return userId;
  const { value: now } = await kv.get(passkeyKey(credentialId));
  // Our commit landed and its reply was lost.
  if (now?.counter === newCounter && now.lastUsedAt === lastUsedAt) return userId;
  // The passkey was named, removed or used elsewhere at this moment: the person tries again.
  throw passkeyRefused();
}

function throwRefusal(cause: unknown): never {
  throw passkeyRefused(cause);
}

function passkeyRefused(cause?: unknown): AppError {
  return new AppError("sign-in-refused", "Cannot take this passkey", { cause });
}

function tooManyPasskeys(): AppError {
  return new AppError("too-many-passkeys", `Cannot keep more than ${maxPasskeys} passkeys`);
}
