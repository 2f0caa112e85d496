/** The principal: the user or guest that a request's credentials prove, with their rows of one space. */
import type { PersonKind } from "../../contract/participant.ts";
import { AppError } from "../base/app_error.ts";
import { renewHostSession } from "./host_session.ts";
import {
  guestSessionKey,
  type GuestSessionRow,
  userSessionKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { type KvRow, unexpired } from "../storage/kv_port.ts";
import { readSpaceContext, type RowReader, type SpaceContext } from "./space_context.ts";
import type { SessionServices } from "./session_services.ts";
import { hashToken, isGuestToken } from "../base/session_tokens.ts";

/** A request's credentials. `null`: not given. */
export interface Credentials {
  /** Of `Authorization: Bearer`. Where it is given, the others are ignored. */
  readonly bearer: string | null;
  readonly userCookie: string | null;
  readonly guestCookie: string | null;
  /** A guest's token, of the body. */
  readonly sessionToken: string | null;
}

/** A guest session with its rows of the requested space. */
export interface GuestPrincipal extends SpaceContext {
  readonly kind: "guest";
  readonly principalId: string;
  readonly session: GuestSessionRow;
  readonly sessionRow: KvRow<GuestSessionRow>;
}

/** A user session with the user's rows of the requested space. */
export interface UserPrincipal extends SpaceContext {
  readonly kind: "user";
  readonly principalId: string;
  /** A host user's session may differ from its row, or have no row yet; the token's commit writes it. */
  readonly session: UserSessionRow;
  readonly sessionRow: KvRow<UserSessionRow>;
  /** The guest of the cookie on the same request: the same person, who has signed in. */
  readonly guest: GuestPrincipal | null;
}

/** The services of `authenticate`: it only reads. */
interface ReadingServices extends Pick<SessionServices, "now" | "hostJwt"> {
  readonly kv: RowReader;
}

/** The person that a session proves, with their rows of one space. */
export type Principal = GuestPrincipal | UserPrincipal;

/** `user:<userId>` or `guest:<sessionId>`; stored rows call it `owner`. */
export function principalIdOf(kind: PersonKind, id: string): string {
  return `${kind}:${id}`;
}

/**
 * The principal of a request for the space `slug`, by the first valid credential in this order: a bearer (then no other
 * counts); a user's cookie; a guest's token in the body; a guest's cookie, which a browser sends by itself. A token in the
 * body that is invalid is refused; an invalid cookie is skipped.
 *
 * @throws AppError `unauthenticated` without any credential; `session-invalid` where none is valid (malformed, unknown
 * and expired answer alike); `identity-unavailable` where a host application's keys cannot be read.
 */
export async function authenticate(
  services: ReadingServices,
  credentials: Credentials,
  slug: string,
): Promise<Principal> {
  const { bearer, userCookie, guestCookie, sessionToken } = credentials;
  if (bearer !== null) {
    const read = isGuestToken(bearer) ? readGuest : readHost;
    return await read(services, bearer, slug) ?? refuse();
  }
  const given = [userCookie, sessionToken, guestCookie].filter((token) => token !== null);
  if (given.length === 0) {
    throw new AppError("unauthenticated", "Cannot authenticate: no session");
  }
  const [user, guest] = await Promise.all([
    // With a guest, the commit has no room for the check of a pointer.
    userCookie === null ? null : readUser(services, userCookie, slug, guestCookie === null),
    guestCookie === null ? null : readGuest(services, guestCookie, slug),
  ]);
  if (user !== null) return { ...user, guest };
  if (sessionToken !== null) return await readGuest(services, sessionToken, slug) ?? refuse();
  return guest ?? refuse();
}

/**
 * The principal by remembered rows alone; `null` where they do not suffice. Only for a request with one credential: the
 * commit then checks the only session that the answer turns on.
 *
 * @throws AppError `identity-unavailable`; `session-invalid` for a host application's JWT
 */
export async function recallPrincipal(
  { kv, now, hostJwt }: Pick<SessionServices, "kv" | "now" | "hostJwt">,
  credentials: Credentials,
  slug: string,
): Promise<Principal | null> {
  const { bearer, userCookie, guestCookie, sessionToken } = credentials;
  const given = [bearer, userCookie, guestCookie, sessionToken].filter((one) => one !== null);
  if (given.length !== 1) return null;
  const memory: RowReader = {
    recall: (keys) => kv.recall(keys),
    getMany: (keys) => remembered(kv.recall(keys)),
    get: async (key) => (await remembered(kv.recall([key])))[0],
  };
  // A host application's JWT is refused whatever storage holds.
  const mayBeStored = bearer === null || isGuestToken(bearer);
  return await authenticate({ kv: memory, now, hostJwt }, credentials, slug).catch((error) => {
    const isUnknown = mayBeStored && error instanceof AppError && error.code === "session-invalid";
    if (error === notRemembered || isUnknown) return null;
    throw error;
  });
}

const notRemembered = new Error("Not remembered");

function remembered<Rows>(rows: Rows | null): Promise<Rows> {
  return rows === null ? Promise.reject(notRemembered) : Promise.resolve(rows);
}

function refuse(): never {
  throw new AppError("session-invalid", "Cannot use a session that is unknown or over");
}

async function readGuest(
  { kv, now }: ReadingServices,
  token: string,
  slug: string,
): Promise<GuestPrincipal | null> {
  if (!isGuestToken(token)) return null;
  const sessionId = hashToken(token);
  const principalId = principalIdOf("guest", sessionId);
  const key = guestSessionKey(sessionId);
  const { sessionRow, context } = await readSpaceContext(kv, key, slug, principalId, true);
  const session = unexpired(sessionRow, now());
  return session && { kind: "guest", principalId, session, sessionRow, ...context };
}

async function readUser(
  { kv, now }: ReadingServices,
  token: string,
  slug: string,
  mayRelink: boolean,
): Promise<UserPrincipal | null> {
  const key = userSessionKey(hashToken(token));
  const userId = (kv.recall([key])?.[0] ?? await kv.get(key)).value?.userId;
  if (userId === undefined) return null;
  const principalId = principalIdOf("user", userId);
  const { sessionRow, context } = await readSpaceContext(kv, key, slug, principalId, mayRelink);
  const session = unexpired(sessionRow, now());
  return session && { kind: "user", principalId, session, sessionRow, ...context, guest: null };
}

/** A user of the host application, by its JWT. The session's row is written by the first token's commit. */
async function readHost(
  { kv, now, hostJwt }: ReadingServices,
  token: string,
  slug: string,
): Promise<UserPrincipal | null> {
  const identity = await hostJwt?.verify(token) ?? null;
  if (identity === null) return null;
  const principalId = principalIdOf("user", identity.userId);
  const key = userSessionKey(identity.sessionId);
  const { sessionRow, context } = await readSpaceContext(kv, key, slug, principalId, true);
  const session = renewHostSession(identity, sessionRow, now());
  return { kind: "user", principalId, session, sessionRow, ...context, guest: null };
}
