/** `/api/user-sessions…`: the browsers in which a user is signed in. */
import type { UserSession } from "../../../contract/account.ts";
import { endGuestSession } from "../../sessions/guest_sessions.ts";
import type { HeldSeat, UserSessionRow } from "../../rows/kv_keys.ts";
import type { Services } from "../../services.ts";
import { evictAndWait } from "../../seats/evict_and_wait.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import {
  endOwnUserSession,
  endUserSession,
  listUserSessions,
} from "../../sessions/user_sessions.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { requireUserSession, signOutHeaders } from "../kit/signed_in.ts";

/** All sessions of the signed-in user, the one used last first. */
export const getUserSessions: Endpoint = async (request, services) => {
  const sessions = await withinStorageDeadline(async () =>
    await readUserSessions(services, await requireUserSession(request, services))
  );
  return jsonResponse({ sessions });
};

/** All sessions of the user of this session, as the user sees them. */
export async function readUserSessions(
  services: Services,
  { userId, sessionId }: UserSessionRow,
): Promise<UserSession[]> {
  const rows = await listUserSessions(services, userId);
  return rows.map((row) => describeUserSession(row, sessionId));
}

/**
 * `DELETE /api/user-sessions/:id`: ends a session and evicts the participants of its seats. `me` is the request's own;
 * with it the browser's guest session ends, too. `204`, also for a session that is over.
 */
export function deleteUserSession(id: string): Endpoint {
  return async (request, services) => {
    const { isOwn, evictions } = await withinStorageDeadline(() =>
      endSession(request, services, id)
    );
    await evictAndWait(services, evictions);
    const headers = isOwn ? signOutHeaders(request, services) : { "cache-control": "no-store" };
    return new Response(null, { status: 204, headers });
  };
}

async function endSession(
  request: Request,
  services: Services,
  id: string,
): Promise<{ readonly isOwn: boolean; readonly evictions: readonly HeldSeat[] }> {
  const { userCookie, guestCookie } = credentialsOf(request, services.config);
  // On a shared computer the next person would go on as the guest that this user was before.
  const endGuest = () => endGuestSession(services, guestCookie);
  if (id === "me" && userCookie !== null) {
    const ended = await Promise.all([endOwnUserSession(services, userCookie), endGuest()]);
    return { isOwn: true, evictions: ended.flat() };
  }
  const { userId, sessionId } = await requireUserSession(request, services);
  const isOwn = id === sessionId;
  const ended = await Promise.all([
    endUserSession(services, userId, id),
    isOwn ? endGuest() : [],
  ]);
  return { isOwn, evictions: ended.flat() };
}

function describeUserSession(row: UserSessionRow, ownSessionId: string): UserSession {
  const { sessionId, label, createdAt, slidAt } = row;
  return {
    id: sessionId,
    label: label ?? "",
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: new Date(slidAt ?? createdAt).toISOString(),
    isOwn: sessionId === ownSessionId,
  };
}
