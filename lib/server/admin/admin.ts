/** What an operator may do to spaces and accounts. No principal is asked: whoever calls this has the operator's right. */
import type { AdminPerson, AdminSpace } from "../../contract/admin.ts";
import { AppError } from "../base/app_error.ts";
import { renewRecoveryCodes } from "../accounts/recovery_codes.ts";
import { readPresence } from "../presence/presence.ts";
import { userKey, type UserRow, usersPrefix } from "../rows/kv_keys.ts";
import { spaceKey, spacesPrefix } from "../rows/space_rows.ts";
import { evictAndWait } from "../seats/evict_and_wait.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { endUserSession, listUserSessions } from "../sessions/user_sessions.ts";
import { deleteAccount } from "../spaces/delete_account.ts";
import { deleteSpaceAsOperator } from "../spaces/delete_space.ts";
import { disconnectAll } from "../spaces/disconnect_all.ts";
import { ownSpaces } from "../spaces/spaces.ts";

/** Rows that a search reads, at most: beyond them it says that there are more. */
export const searchedRows = 5_000;

/** Results of a search, at most. */
export const foundAtMost = 200;

/** A part of a list; `hasMore`: not everything was looked at, or fits. */
export interface Found<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/** Spaces that have an owner and whose slug holds `text`. */
export async function findSpaces(
  services: SessionServices,
  text: string,
): Promise<Found<AdminSpace>> {
  const { kv } = services;
  const rows = await kv.list(spacesPrefix, searchedRows);
  const matching = rows.flatMap(({ value }) => value?.slug.includes(text) ? [value] : []);
  const items: AdminSpace[] = [];
  for (const { slug, ownerId, policy, isLocked, createdAt } of matching.slice(0, foundAtMost)) {
    const { presence } = await readPresence(kv, slug);
    items.push({
      ...{ slug, ownerId, policy, isLocked, peopleInside: presence.count },
      createdAt: new Date(createdAt).toISOString(),
    });
  }
  return { items, hasMore: rows.length === searchedRows || matching.length > foundAtMost };
}

/** Ends the call in a space for everybody; a space without an owner too. */
export async function closeSpace(services: SessionServices, slug: string): Promise<void> {
  await disconnectAll(services, slug);
}

/** Deletes a space that has an owner. @throws AppError `not-found` */
export async function removeSpace(services: SessionServices, slug: string): Promise<void> {
  if ((await services.kv.get(spaceKey(slug))).value === null) {
    throw new AppError("not-found", `There is no space "${slug}" with an owner`);
  }
  await deleteSpaceAsOperator(services, slug);
}

/** Accounts whose name holds `text`, whatever the case, or whose id it is. */
export async function findPeople(
  services: SessionServices,
  text: string,
): Promise<Found<AdminPerson>> {
  const wanted = text.toLocaleLowerCase();
  const rows = await services.kv.list(usersPrefix, searchedRows);
  const matching = rows.flatMap(({ value }) =>
    value && (value.userId === text || value.participantName.toLocaleLowerCase().includes(wanted))
      ? [value]
      : []
  );
  const items: AdminPerson[] = [];
  for (const user of matching.slice(0, foundAtMost)) items.push(await describe(services, user));
  return { items, hasMore: rows.length === searchedRows || matching.length > foundAtMost };
}

async function describe(services: SessionServices, user: UserRow): Promise<AdminPerson> {
  const [sessions, spaces] = await Promise.all([
    listUserSessions(services, user.userId),
    ownSpaces(services, user.userId),
  ]);
  return {
    userId: user.userId,
    participantName: user.participantName,
    createdAt: new Date(user.createdAt).toISOString(),
    passkeys: user.credentialIds.length,
    recoveryCodesLeft: user.recoveryHashes.length,
    providers: user.issuers,
    sessions: sessions.length,
    spaces: spaces.slugs,
  };
}

/** Ends every session of an account, and evicts it from its calls. @throws AppError `not-found` */
export async function endSessions(services: SessionServices, userId: string): Promise<void> {
  await requireUser(services, userId);
  const sessions = await listUserSessions(services, userId);
  const ended = await Promise.all(
    sessions.map(({ sessionId }) => endUserSession(services, userId, sessionId)),
  );
  await evictAndWait(services, ended.flat());
}

/** Deletes an account as its own user would. @throws AppError `not-found`, `owns-spaces` */
export async function deletePerson(services: SessionServices, userId: string): Promise<void> {
  await requireUser(services, userId);
  // No session is spared: the request has none.
  await evictAndWait(services, await deleteAccount(services, { userId, sessionId: "" }));
}

/** Ten new recovery codes, to be handed to the person; earlier ones are invalid. @throws AppError `not-found` */
export async function newRecoveryCodes(
  services: SessionServices,
  userId: string,
): Promise<string[]> {
  await requireUser(services, userId);
  return await renewRecoveryCodes(services, userId);
}

async function requireUser({ kv }: SessionServices, userId: string): Promise<void> {
  if ((await kv.get(userKey(userId))).value !== null) return;
  throw new AppError("not-found", "There is no such account");
}
