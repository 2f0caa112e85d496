/** Spaces: made, changed, described. */
import { roomNameOf } from "../../contract/names.ts";
import type { OwnSpaces, SpaceAnswer, SpaceChange } from "../../contract/space.ts";
import { mayModerate } from "../../contract/roles.ts";
import { defaultPublishSources, roleOf } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { chatRulesOf, defaultChatRules } from "../chat/chat_rules.ts";
import { chatClearWrites, finishClearances } from "../chat/clear_chat.ts";
import { deliverChange } from "../chat/deliver.ts";
import { decideEntry, membershipOf } from "../access/entry.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import { chatKey } from "../rows/chat_rows.ts";
import { setRow, unchanged } from "../storage/kv_port.ts";
import {
  admissionVersionChange,
  commitAsModerator,
  type InSpace,
  notAllowed,
} from "./commit_as_moderator.ts";
import { disconnectAll } from "./disconnect_all.ts";
import { occupancyFor, readPlaces } from "../access/capacity.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import {
  type AdmissionVersionRow,
  admissionVersionWrite,
  keyCheckOf,
  ownedSpaceKey,
  ownedSpacesPrefix,
  spaceKey,
  type SpaceRow,
} from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { authenticate, type Principal } from "../sessions/principal.ts";

/** Spaces that one user owns, at most. */
export const maxOwnedSpaces = 100;

/** A space after a change, and the principal who made it. */
export interface RuledSpace {
  readonly rules: SpaceRow;
  readonly principal: Principal;
}

/**
 * Makes a space owned by the user of the request. A space without an owner can be taken only **while nobody else is inside**,
 * so that no stranger takes over a call. Repeated by its owner, it changes nothing.
 *
 * @throws AppError `not-allowed` for a guest; `space-taken`; `too-many-spaces`; `storage-unavailable`.
 */
export function makeSpace(
  services: SessionServices,
  where: InSpace,
  settings: SpaceChange,
): Promise<RuledSpace> {
  const { kv, config } = services;
  const { slug, credentials } = where;
  return withinStorageDeadline(async (isLate) => {
    while (!isLate()) {
      const principal = await authenticate(services, credentials, slug);
      if (principal.kind !== "user") throw notAllowed();
      const ownerId = principal.session.userId;
      const before = principal.spaceRow.value;
      if (before?.ownerId === ownerId) return { rules: before, principal };
      const now = services.now();
      const [places, owned] = await Promise.all([
        readPlaces(kv, slug),
        kv.list(ownedSpacesPrefix(ownerId), maxOwnedSpaces),
      ]);
      const { taken } = occupancyFor(places, principal, now);
      if (before !== null || taken > 0) {
        throw new AppError("space-taken", `Cannot make the space "${slug}"`);
      }
      if (owned.length >= maxOwnedSpaces) {
        throw new AppError("too-many-spaces", `Cannot own more than ${maxOwnedSpaces} spaces`);
      }
      const { admissionVersionRow } = principal;
      if (!admissionVersionRow.value?.isBeingMade) {
        // From now on every new reservation writes the admission version: one missed by the next count fails the commit.
        const marked: AdmissionVersionRow = {
          change: "",
          changedAt: 0,
          ...admissionVersionRow.value,
          isBeingMade: true,
        };
        await kv.commit({
          checks: [unchanged(admissionVersionRow)],
          writes: [admissionVersionWrite(slug, marked)],
        });
        continue;
      }
      const rules: SpaceRow = {
        policy: config.spacePolicy,
        isLocked: false,
        capacity: config.spaceCapacity,
        defaultRole: "speaker",
        publishSources: defaultPublishSources,
        ...defaultChatRules,
        keyCheck: null,
        ...settings,
        slug,
        ownerId,
        createdAt: now,
      };
      const isCommitted = await kv.commit({
        // The admission version fails the commit if a place was taken since the count.
        checks: [principal.sessionRow, principal.spaceRow, admissionVersionRow].map(unchanged),
        writes: [
          setRow(spaceKey(slug), rules),
          setRow(ownedSpaceKey(ownerId, slug), { slug }),
          admissionVersionChange(services, slug),
        ],
      });
      if (isCommitted) return { rules, principal: withRules(rules, principal) };
    }
    throw storageTimeout();
  });
}

/**
 * Changes the settings of a space. Chat that is no longer to be kept is emptied, and the pages inside are told of new rules of
 * chat. Another key, or none, ends the call, so that nobody goes on by the former, and empties the chat, which nobody could
 * read any more, or which is in plain.
 *
 * @throws AppError as `commitAsModerator` does; `not-allowed` also for a moderator who changes how long chat is kept, or the key.
 */
export async function changeSpace(
  services: SessionServices,
  where: InSpace,
  change: SpaceChange,
): Promise<RuledSpace> {
  const { slug } = where;
  const { kv } = services;
  const changed = await commitAsModerator(services, where, async (moderator) => {
    const { rules: before, principal, role } = moderator;
    const isOwners = change.chatKept !== undefined || change.keyCheck !== undefined;
    if (isOwners && role !== "owner") throw notAllowed();
    const rules = { ...before, ...change };
    const isRekeyed = keyCheckOf(rules) !== keyCheckOf(before);
    const isEmptied = isRekeyed || change.chatKept === "never";
    const chatRow = isEmptied ? await kv.get(chatKey(slug)) : null;
    const writes = [
      setRow(spaceKey(slug), rules),
      admissionVersionChange(services, slug),
      ...(chatRow?.value ? chatClearWrites(chatRow.value) : []),
    ];
    const value = { rules, principal: withRules(rules, principal), isRekeyed, isEmptied };
    return { commit: { checks: chatRow ? [unchanged(chatRow)] : [], writes }, value };
  });
  if (change.chatKept || change.chatRoles) await deliverChange(services, slug);
  if (changed.isRekeyed) await disconnectAll(services, slug);
  if (changed.isEmptied) {
    // Interrupted, the next sweep goes on.
    await finishClearances(kv).catch((error) => {
      services.log.warn("chat-not-cleared", { error });
    });
  }
  return changed;
}

/** The principal, with the space row as it is by now. */
function withRules(rules: SpaceRow, principal: Principal): Principal {
  return { ...principal, spaceRow: { ...principal.spaceRow, value: rules } };
}

/** The slugs of the spaces that a user owns. */
export async function ownSpaces({ kv }: SessionServices, userId: string): Promise<OwnSpaces> {
  const rows = await kv.list(ownedSpacesPrefix(userId), maxOwnedSpaces);
  return { slugs: rows.flatMap(({ value }) => value?.slug ?? []) };
}

/** A space as a principal may see it; `null`: without a session. */
export function describeSpace(
  { config, now }: Pick<SessionServices, "config" | "now">,
  slug: string,
  rules: SpaceRow | null,
  principal: Principal | null,
): SpaceAnswer {
  const access = principal && decideEntry(principal, { slug, config, now: now() });
  const role = principal &&
    roleOf({
      principalId: principal.principalId,
      rules,
      membership: membershipOf(principal, now()),
    });
  const isIn = access?.isAllowed ?? false;
  const moderates = isIn && rules !== null && role !== null && mayModerate(role);
  return {
    slug,
    roomName: roomNameOf(slug),
    ...(rules?.name && { name: rules.name }),
    isOwned: rules !== null,
    policy: rules?.policy ?? "open",
    isLocked: rules?.isLocked ?? false,
    ...(rules?.keyCheck && { keyCheck: rules.keyCheck }),
    role: isIn ? role : null,
    entry: access === null ? "unauthenticated" : access.isAllowed ? "allowed" : access.code,
    mayModerate: moderates,
    ...(moderates && {
      settings: {
        policy: rules.policy,
        isLocked: rules.isLocked,
        capacity: rules.capacity,
        defaultRole: rules.defaultRole,
        publishSources: { ...defaultPublishSources, ...rules.publishSources },
        ...chatRulesOf(rules),
        keyCheck: keyCheckOf(rules),
      },
    }),
  };
}

/** False for a space without an owner, if the configuration wants spaces declared. */
export async function isSpace({ kv, config }: SessionServices, slug: string): Promise<boolean> {
  return config.spaces === "open" || (await kv.get(spaceKey(slug))).value !== null;
}
