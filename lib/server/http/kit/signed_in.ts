/** The last step of every sign-in, and the check that a user is signed in. */
import type { SignedIn } from "../../../contract/account.ts";
import { AppError } from "../../base/app_error.ts";
import { endGuestSession } from "../../sessions/guest_sessions.ts";
import type { UserSessionRow } from "../../rows/kv_keys.ts";
import type { Services } from "../../services.ts";
import { evictAndWait } from "../../seats/evict_and_wait.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { userLifeMs } from "../../sessions/user_session_rows.ts";
import {
  endSurplusSessions,
  openUserSession,
  useUserSession,
} from "../../sessions/user_sessions.ts";
import { browserLabel } from "./browser_label.ts";
import { clearSessionCookie, sessionCookies, setSessionCookie } from "./cookies.ts";
import { credentialsOf } from "./credentials.ts";
import { jsonResponse } from "./endpoint.ts";
import { siteOf } from "./own_origin.ts";

/**
 * Opens a session for `userId`, which may still be being proven within the same deadline, and ends the session that
 * this browser had before. Returns the session and the answer's `Set-Cookie` headers.
 */
export async function signIn(
  request: Request,
  services: Services,
  provenUserId: string | Promise<string>,
): Promise<{ readonly session: UserSessionRow; readonly headers: Headers }> {
  const { config } = services;
  const cookies = sessionCookies(request, config);
  const { opened, evictions } = await withinStorageDeadline(async () => {
    const userId = await provenUserId;
    const opened = await openUserSession(services, {
      userId,
      label: browserLabel(request.headers.get("user-agent")),
      formerToken: cookies.user,
    });
    const surplus = await endSurplusSessions(services, userId);
    // After another user's session, the browser's guest is that user's.
    const guests = opened.replacesOtherUser ? await endGuestSession(services, cookies.guest) : [];
    return { opened, evictions: [...opened.pendingEvictions, ...surplus, ...guests] };
  });
  await evictAndWait(services, evictions);
  const headers = new Headers();
  if (opened.replacesOtherUser) {
    headers.append("set-cookie", clearSessionCookie("guest", request, config));
  }
  const cookie = { token: opened.token, maxAgeSeconds: userLifeMs / 1000 };
  headers.append("set-cookie", setSessionCookie("user", cookie, request, config));
  headers.append("set-cookie", clearSessionCookie("ceremony", request, config));
  return { session: opened.session, headers };
}

/** Signs in, and answers `201` with a `SignedIn`. */
export async function signInAnswer(
  request: Request,
  services: Services,
  provenUserId: string | Promise<string>,
): Promise<Response> {
  const { session, headers } = await signIn(request, services, provenUserId);
  const answer: SignedIn = {
    participantName: session.participantName,
    expiresAt: new Date(session.expiresAt).toISOString(),
  };
  return jsonResponse(answer, 201, headers);
}

/**
 * The browser's user session, by its cookie alone.
 *
 * @throws AppError `cross-site`; `unauthenticated` without a cookie; `session-invalid` for an invalid one.
 */
export async function requireUserSession(
  request: Request,
  services: Services,
): Promise<UserSessionRow> {
  const { userCookie } = credentialsOf(request, services.config);
  if (userCookie === null) {
    throw new AppError("unauthenticated", "Cannot authenticate: no session");
  }
  return await useUserSession(services, userCookie);
}

/**
 * For endpoints that set a cookie: another site's page could sign this browser in as a principal of its choosing.
 *
 * @throws AppError `cross-site`.
 */
export function refuseOtherSites(request: Request, { config }: Services): void {
  if (siteOf(request, config) !== "other") return;
  throw new AppError("cross-site", "Cannot set a cookie for another site's page");
}

/** Headers that delete the browser's user and guest cookies. */
export function signOutHeaders(request: Request, { config }: Services): Headers {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const which of ["user", "guest"] as const) {
    headers.append("set-cookie", clearSessionCookie(which, request, config));
  }
  return headers;
}
