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

/** Opens a session, or admits the one that asks to one more space. */
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
    // Another site's page could make this browser somebody of its choosing.
    throw new AppError("cross-site", "Cannot set a cookie for another site's page");
  }
  const known = knownToken(credentialsOf(request, config), isCookie);
  const { token, session } = await withinStorageDeadline(async (isLate) => {
    // Who is to be let in, or comes with a link, has a session before that: the token is where one is refused.
    if (!await isSpace(services, slug)) {
      throw new AppError("not-found", `There is no space "${slug}"`);
    }
    // A bearer is said on purpose: one that is no good is told so, not quietly replaced.
    if (known !== null && !isCookie) await useGuestSession(services, known);
    return await openGuestSession(services, { token: known, slug, participantName }, isLate);
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

/** The asking session: its name and the rooms that it was admitted to. */
export async function getOwnGuestSession(request: Request, services: Services): Promise<Response> {
  const token = ownToken(credentialsOf(request, services.config));
  return jsonResponse(describe(await useGuestSession(services, token)));
}

/** Ends the asking session: whoever sits on its seats has to go. `204`, also when it was over already. */
export async function deleteOwnGuestSession(
  request: Request,
  services: Services,
): Promise<Response> {
  const credentials = credentialsOf(request, services.config);
  await evictAndWait(services, await endGuestSession(services, ownToken(credentials)));
  const headers = new Headers({ "cache-control": "no-store" });
  if (credentials.bearer === null) {
    headers.append("set-cookie", clearSessionCookie("guest", request, services.config));
  }
  return new Response(null, { status: 204, headers });
}

/** The token that the session to be kept is proven by. A cookie's token never goes into a body, where scripts could read it. */
function knownToken({ bearer, guestCookie }: Credentials, isCookie: boolean): string | null {
  return isCookie ? guestCookie : bearer;
}

/** @throws AppError `unauthenticated` */
function ownToken({ bearer, guestCookie }: Credentials): string {
  const token = bearer ?? guestCookie;
  if (token === null) throw new AppError("unauthenticated", "Cannot authenticate: no session");
  return token;
}

function describe(session: GuestSessionRow): OwnGuestSession {
  return {
    participantName: session.participantName,
    roomNames: session.slugs.map(roomNameOf),
    expiresAt: new Date(session.expiresAt).toISOString(),
  };
}
