/** `/api/account`, `/api/recovery-codes`, `/api/recovery`. */
import { type Account, accountChangeSchema, recoverySchema } from "../../../contract/account.ts";
import { endGuestSession } from "../../sessions/guest_sessions.ts";
import { readPasskeys } from "../../accounts/account_passkeys.ts";
import { deleteAccount } from "../../spaces/delete_account.ts";
import { renewRecoveryCodes, takeRecoveryCode } from "../../accounts/recovery_codes.ts";
import type { Services } from "../../services.ts";
import { evictAndWait } from "../../seats/evict_and_wait.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { readUser, renameUser } from "../../accounts/users.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import {
  refuseOtherSites,
  requireUserSession,
  signInAnswer,
  signOutHeaders,
} from "../kit/signed_in.ts";

/** The account of the request's user session. */
export const getAccount: Endpoint = async (request, services) =>
  jsonResponse(
    await withinStorageDeadline(async () => {
      const { userId } = await requireUserSession(request, services);
      return await accountOf(services, userId);
    }),
  );

/** Renames the user; answers the account. Participants in a call see the name after the user's next token. */
export const patchAccount: Endpoint = async (request, services) => {
  const { userId } = await requireUserSession(request, services);
  const { participantName } = parseBody(accountChangeSchema, await readJson(request));
  return jsonResponse(
    await withinStorageDeadline(async () => {
      await renameUser(services, userId, participantName);
      return await accountOf(services, userId);
    }),
  );
};

/** `204`: deletes the account, signs this browser out, and evicts the participants of its seats. */
export const deleteOwnAccount: Endpoint = async (request, services) => {
  const session = await requireUserSession(request, services);
  const { guestCookie } = credentialsOf(request, services.config);
  const evictions = await deleteAccount(services, session);
  await evictAndWait(services, [...evictions, ...await endGuestSession(services, guestCookie)]);
  return new Response(null, { status: 204, headers: signOutHeaders(request, services) });
};

/** `201` with ten new recovery codes, shown only here. Earlier codes are invalid from now on. */
export const postRecoveryCodes: Endpoint = async (request, services) => {
  const codes = await withinStorageDeadline(async () => {
    const { userId } = await requireUserSession(request, services);
    return await renewRecoveryCodes(services, userId);
  });
  return jsonResponse({ codes }, 201);
};

/** `201`: signs in by a recovery code, which is used up. */
export const postRecovery: Endpoint = async (request, services) => {
  refuseOtherSites(request, services);
  const { code } = parseBody(recoverySchema, await readJson(request));
  return await signInAnswer(request, services, takeRecoveryCode(services, code));
};

/** An account as its user sees it. */
export async function accountOf({ kv }: Services, userId: string): Promise<Account> {
  const user = await readUser(kv, userId);
  const passkeys = await readPasskeys(kv, user);
  return {
    participantName: user.participantName,
    createdAt: new Date(user.createdAt).toISOString(),
    passkeys: passkeys.map(({ credentialId, label, createdAt, lastUsedAt }) => ({
      id: credentialId,
      label,
      createdAt: new Date(createdAt).toISOString(),
      lastUsedAt: new Date(lastUsedAt).toISOString(),
    })),
    recoveryCodesLeft: user.recoveryHashes.length,
    issuers: [...user.issuers],
  };
}
