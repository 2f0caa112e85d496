/** `/api/passkeys…`: signing in by passkey, and the passkeys of an account. */
import {
  authenticationSchema,
  passkeyChangeSchema,
  registrationSchema,
  registrationStartSchema,
} from "../../../contract/account.ts";
import { labelPasskey, removePasskey } from "../../accounts/account_passkeys.ts";
import { AppError } from "../../base/app_error.ts";
import {
  challengeLifeMs,
  finishAuthentication,
  finishRegistration,
  startAuthentication,
  type StartedCeremony,
  startRegistration,
} from "../../accounts/passkeys.ts";
import type { Services } from "../../services.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { readUser } from "../../accounts/users.ts";
import { accountOf } from "./account.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { browserLabel } from "../kit/browser_label.ts";
import {
  ceremonyCookie,
  clearSessionCookie,
  sessionCookies,
  setSessionCookie,
} from "../kit/cookies.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { ownOrigin } from "../kit/own_origin.ts";
import { refuseOtherSites, requireUserSession, signInAnswer } from "../kit/signed_in.ts";

/** WebAuthn's options to make a passkey: with a name for a new account, else for the user who is signed in. */
export const postRegistrationOptions: Endpoint = ifPasskeysAreOn(async (request, services) => {
  refuseOtherSites(request, services);
  const { participantName } = parseBody(registrationStartSchema, await readJson(request));
  const origin = ownOrigin(request, services.config);
  const started = await withinStorageDeadline(async () => {
    if (participantName !== undefined) {
      return await startRegistration(services, origin, { participantName });
    }
    const { userId } = await requireUserSession(request, services);
    const user = await readUser(services.kv, userId);
    const { participantName: name } = user;
    return await startRegistration(services, origin, { participantName: name, user });
  });
  return ceremonyAnswer(request, services, started);
});

/** `201`: signed in to a new account, or the account with its new passkey. */
export const postRegistration: Endpoint = ifPasskeysAreOn(async (request, services) => {
  refuseOtherSites(request, services);
  const { config } = services;
  const answer = parseBody(registrationSchema, await readJson(request));
  const finished = await withinStorageDeadline(async () => {
    const made = await finishRegistration(services, ownOrigin(request, config), {
      token: ceremonyCookie(request, config),
      answer,
      label: browserLabel(request.headers.get("user-agent")) || "Passkey",
      asking: await userIdIfSignedIn(request, services),
    });
    return { ...made, account: made.isNew ? null : await accountOf(services, made.userId) };
  });
  if (finished.isNew) return await signInAnswer(request, services, finished.userId);
  const headers = new Headers();
  headers.append("set-cookie", clearSessionCookie("ceremony", request, config));
  return jsonResponse(finished.account, 201, headers);
});

/** WebAuthn's options to sign in by a passkey. */
export const postAuthenticationOptions: Endpoint = ifPasskeysAreOn(async (request, services) => {
  refuseOtherSites(request, services);
  const origin = ownOrigin(request, services.config);
  const started = await withinStorageDeadline(() => startAuthentication(services, origin));
  return ceremonyAnswer(request, services, started);
});

/** `201`: signed in. */
export const postAuthentication: Endpoint = ifPasskeysAreOn(async (request, services) => {
  refuseOtherSites(request, services);
  const answer = parseBody(authenticationSchema, await readJson(request));
  const { config } = services;
  const token = ceremonyCookie(request, config);
  const userId = finishAuthentication(services, ownOrigin(request, config), { token, answer });
  return await signInAnswer(request, services, userId);
});

/** `PATCH /api/passkeys/:id`: changes its label. Answers the account. */
export function patchPasskey(credentialId: string): Endpoint {
  return async (request, services) => {
    const { userId } = await requireUserSession(request, services);
    const { label } = parseBody(passkeyChangeSchema, await readJson(request));
    return jsonResponse(
      await withinStorageDeadline(async () => {
        await labelPasskey(services, { userId, credentialId }, label);
        return await accountOf(services, userId);
      }),
    );
  };
}

/** `DELETE /api/passkeys/:id`. Answers the account, also if the passkey is gone already. */
export function deletePasskey(credentialId: string): Endpoint {
  return async (request, services) =>
    jsonResponse(
      await withinStorageDeadline(async () => {
        const { userId } = await requireUserSession(request, services);
        await removePasskey(services, { userId, credentialId });
        return await accountOf(services, userId);
      }),
    );
}

/** The endpoint; `404` with `MADANG_PASSKEYS=off`. */
function ifPasskeysAreOn(endpoint: Endpoint): Endpoint {
  return async (request, services, context) => {
    if (!services.config.passkeys) throw new AppError("not-found", "Passkeys are switched off");
    return await endpoint(request, services, context);
  };
}

/** The id of the signed-in user. An invalid session counts as none: a browser that signs up may have an old cookie. */
async function userIdIfSignedIn(request: Request, services: Services): Promise<string | null> {
  if (sessionCookies(request, services.config).user === null) return null;
  try {
    return (await requireUserSession(request, services)).userId;
  } catch (error) {
    if (error instanceof AppError && error.code === "session-invalid") return null;
    throw error;
  }
}

function ceremonyAnswer(
  request: Request,
  { config }: Services,
  { options, token }: StartedCeremony,
): Response {
  const headers = new Headers();
  const cookie = { token, maxAgeSeconds: challengeLifeMs / 1000 };
  headers.append("set-cookie", setSessionCookie("ceremony", cookie, request, config));
  return jsonResponse(options, 200, headers);
}
