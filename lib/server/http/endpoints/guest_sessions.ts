/** `POST /api/guest-sessions`, and `GET` and `DELETE /api/guest-sessions/me`. */
import {
  type GuestSessionAnswer,
  guestSessionRequestSchema,
  type OwnGuestSession,
} from "../../../contract/guest_session.ts";
import { roomNameOf, typedSlugOf } from "../../../contract/names.ts";
import { addressedSpace } from "../../spaces/addressed_space.ts";
import { AppError } from "../../base/app_error.ts";
import { guestLifeMs } from "../../rows/kv_keys.ts";
import {
  endGuestSession,
  openGuestSession,
  useGuestSession,
} from "../../sessions/guest_sessions.ts";
import type { GuestSessionRow } from "../../rows/kv_keys.ts";
import type { Services } from "../../services.ts";
import { evictAndWait } from "../../seats/evict_and_wait.ts";
import { isSpace } from "../../spaces/spaces.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import type { Credentials } from "../../sessions/principal.ts";
import { invalidBody, parseBody, readJson } from "../kit/body.ts";
import { clearSessionCookie, setSessionCookie } from "../kit/cookies.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { jsonResponse } from "../kit/endpoint.ts";
import { siteOf } from "../kit/own_origin.ts";

/** Opens a guest session, or admits the request's own to one more space: `201`. */
export async function postGuestSession(request: Request, services: Services): Promise<Response> {
  const { config } = services;
  const { roomName, participantName, delivery } = parseBody(
    guestSessionRequestSchema,
    await readJson(request),
  );
  const slug = await addressedSpace(services, typedSlugOf(roomName));
  if (slug === null) throw invalidBody([{ path: "roomName", message: "the room of a space" }]);
  const site = siteOf(request, config);
  const isCookie = (delivery ?? (site === "own" ? "cookie" : "body")) === "cookie";
  if (isCookie && site === "other") {
    // Another site's page could sign this browser in as a guest of its choosing.
    throw new AppError("cross-site", "Cannot set a cookie for another site's page");
  }
  const existing = existingToken(credentialsOf(request, config), isCookie);
  const { token, session } = await withinStorageDeadline(async (isLate) => {
    // The space's policy is not checked here: a guest knocks or uses a link with this session, and the token request refuses.
    if (!await isSpace(services, slug)) {
      throw new AppError("not-found", `There is no space "${slug}"`);
    }
    // A bearer is sent on purpose: an invalid one is refused, where an invalid cookie is replaced.
    if (existing !== null && !isCookie) await useGuestSession(services, existing);
    return await openGuestSession(services, { token: existing, slug, participantName }, isLate);
  });
  const answer: GuestSessionAnswer = {
    participantName: session.participantName,
    roomName: roomNameOf(slug),
    expiresAt: new Date(session.expiresAt).toISOString(),
    ...(!isCookie && { sessionToken: token }),
  };
  const headers = new Headers();
  if (isCookie) {
    const maxAgeSeconds = Math.ceil((session.createdAt + guestLifeMs - services.now()) / 1000);
    const cookie = { token, maxAgeSeconds };
    headers.append("set-cookie", setSessionCookie("guest", cookie, request, config));
  }
  return jsonResponse(answer, 201, headers);
}

/** The request's guest session: its name, expiry and admitted rooms. */
export async function getOwnGuestSession(request: Request, services: Services): Promise<Response> {
  const token = requireOwnToken(credentialsOf(request, services.config));
  return jsonResponse(describeGuestSession(await useGuestSession(services, token)));
}

/** Ends the request's guest session and evicts the participants of its seats. `204`, also if it was over already. */
export async function deleteOwnGuestSession(
  request: Request,
  services: Services,
): Promise<Response> {
  const credentials = credentialsOf(request, services.config);
  await evictAndWait(services, await endGuestSession(services, requireOwnToken(credentials)));
  const headers = new Headers({ "cache-control": "no-store" });
  if (credentials.bearer === null) {
    headers.append("set-cookie", clearSessionCookie("guest", request, services.config));
  }
  return new Response(null, { status: 204, headers });
}

/** The token of the session to keep: the cookie's for a cookie answer, else the bearer. A cookie's token in a body could be read by scripts. */
function existingToken({ bearer, guestCookie }: Credentials, isCookie: boolean): string | null {
  return isCookie ? guestCookie : bearer;
}

/** @throws AppError `unauthenticated` */
function requireOwnToken({ bearer, guestCookie }: Credentials): string {
  const token = bearer ?? guestCookie;
  if (token === null) throw new AppError("unauthenticated", "Cannot authenticate: no session");
  return token;
}

function describeGuestSession(session: GuestSessionRow): OwnGuestSession {
  return {
    participantName: session.participantName,
    roomNames: session.slugs.map(roomNameOf),
    expiresAt: new Date(session.expiresAt).toISOString(),
  };
}
