/** What every way to sign in ends with, and what every page of an account begins with. */
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
 * Opens a session for the user whom this request proves to be (`whose`: the proof may be under way, and shares
 * the deadline), and ends the one that this browser had before. Answers the session and the `Set-Cookie` headers
 * of the answer.
 */
export async function signIn(
  request: Request,
  services: Services,
  whose: string | Promise<string>,
): Promise<{ readonly session: UserSessionRow; readonly headers: Headers }> {
  const { config } = services;
  const cookies = sessionCookies(request, config);
  const { opened, owed } = await withinStorageDeadline(async () => {
    const userId = await whose;
    const opened = await openUserSession(services, {
      userId,
      label: browserLabel(request.headers.get("user-agent")),
      formerToken: cookies.user,
    });
    const surplus = await endSurplusSessions(services, userId);
    // Whose guest that is: not theirs.
    const guests = opened.replacesOtherUser ? await endGuestSession(services, cookies.guest) : [];
    return { opened, owed: [...opened.pendingEvictions, ...surplus, ...guests] };
  });
  await evictAndWait(services, owed);
  const headers = new Headers();
  if (opened.replacesOtherUser) {
    headers.append("set-cookie", clearSessionCookie("guest", request, config));
  }
  const cookie = { token: opened.token, maxAgeSeconds: userLifeMs / 1000 };
  headers.append("set-cookie", setSessionCookie("user", cookie, request, config));
  headers.append("set-cookie", clearSessionCookie("ceremony", request, config));
  return { session: opened.session, headers };
}

/** `201`: what a page that signs in by our own API is told. */
export async function signedInAnswer(
  request: Request,
  services: Services,
  whose: string | Promise<string>,
): Promise<Response> {
  const { session, headers } = await signIn(request, services, whose);
  const answer: SignedIn = {
    participantName: session.participantName,
    expiresAt: new Date(session.expiresAt).toISOString(),
  };
  return jsonResponse(answer, 201, headers);
}

/**
 * The user session of the asking browser, by its cookie alone.
 *
 * @throws AppError `cross-site`; `unauthenticated` without one; `session-invalid` where it is no good.
 */
export async function signedInUser(request: Request, services: Services): Promise<UserSessionRow> {
  const { userCookie } = credentialsOf(request, services.config);
  if (userCookie === null) {
    throw new AppError("unauthenticated", "Cannot authenticate: no session");
  }
  return await useUserSession(services, userCookie);
}

/**
 * For what sets a cookie: another site's page could make this browser somebody of its choosing.
 *
 * @throws AppError `cross-site`
 */
export function refuseOtherSites(request: Request, { config }: Services): void {
  if (siteOf(request, config) !== "other") return;
  throw new AppError("cross-site", "Cannot set a cookie for another site's page");
}

/** The headers of an answer after which nobody is signed in on the asking browser, and no guest of its former user is left. */
export function signedOutHeaders(request: Request, { config }: Services): Headers {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const which of ["user", "guest"] as const) {
    headers.append("set-cookie", clearSessionCookie(which, request, config));
  }
  return headers;
}
