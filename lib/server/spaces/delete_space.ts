/** Deletes a space with its memberships, links, knocks and chat, and disconnects everyone inside. */
import { AppError } from "../base/app_error.ts";
import { chatClearWrites, finishClearances } from "../chat/clear_chat.ts";
import { chatKey } from "../rows/chat_rows.ts";
import {
  deleteRow,
  type KvKey,
  type KvPort,
  type KvRow,
  setRow,
  unchanged,
} from "../storage/kv_port.ts";
import { type Decision, transact } from "../storage/transact.ts";
import { linkKey, linksPrefix } from "../rows/link_rows.ts";
import {
  admissionVersionChange,
  commitAsModerator,
  type InSpace,
  notAllowed,
} from "./commit_as_moderator.ts";
import { disconnectAll } from "./disconnect_all.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import {
  admissionVersionKey,
  knockLifeMs,
  knocksChangedKey,
  knocksPrefix,
  membershipIdKey,
  membershipsPrefix,
  ownedSpaceKey,
  spaceKey,
  type SpaceRow,
} from "../rows/space_rows.ts";

/** Rows that one commit deletes, at most. */
const rowsPerCommit = 200;

/** One commit of a deletion: true once the space's own row is gone. */
type DeletionStep = (space: SpaceRow, admissionVersion: KvRow) => Promise<Decision<boolean>>;

/**
 * Deletes a space for its owner.
 *
 * @throws AppError as `commitAsModerator` does; `not-allowed` for anyone but the owner.
 */
export function deleteSpace(services: SessionServices, where: InSpace): Promise<void> {
  return deleteInSteps(
    services,
    where.slug,
    (step) =>
      commitAsModerator(services, where, ({ role, rules, principal }) => {
        if (role !== "owner") throw notAllowed();
        return step(rules, principal.admissionVersionRow);
      }),
  );
}

/** Deletes a space for the operator. @throws AppError `not-found`, `storage-unavailable` */
export function deleteSpaceAsOperator(services: SessionServices, slug: string): Promise<void> {
  const { kv } = services;
  return deleteInSteps(services, slug, (step) =>
    transact(kv, async () => {
      const [row, version] = await kv.getMany([spaceKey(slug), admissionVersionKey(slug)]);
      if (row.value === null) throw new AppError("not-found", `There is no space "${slug}"`);
      const { commit, value } = await step(row.value, version);
      const checks = [unchanged(row), ...commit?.checks ?? []];
      return { commit: commit && { checks, writes: commit.writes }, value };
    }));
}

/**
 * Deletes the space's own row last, so that an interrupted deletion can be repeated, and a later space of the same name
 * inherits no membership. The log can no longer be read, and expires.
 */
async function deleteInSteps(
  services: SessionServices,
  slug: string,
  commit: (step: DeletionStep) => Promise<boolean>,
): Promise<void> {
  const { kv } = services;
  let isGone = false;
  let isLast = false;
  while (!isGone) {
    isGone = await commit(async (space, admissionVersion) => {
      const keys = await listKeys(kv, slug);
      if (keys.length > 0) {
        return { commit: { checks: [], writes: keys.map(deleteRow) }, value: false };
      }
      isLast = true;
      const chatRow = await kv.get(chatKey(slug));
      const writes = [
        ...(chatRow.value ? chatClearWrites(chatRow.value) : []),
        deleteRow(spaceKey(slug)),
        deleteRow(ownedSpaceKey(space.ownerId, slug)),
        setRow(knocksChangedKey(slug), { at: services.now() }, knockLifeMs),
        admissionVersionChange(services, slug),
      ];
      return {
        commit: { checks: [admissionVersion, chatRow].map(unchanged), writes },
        value: true,
      };
    }).catch((error) => {
      // Our own commit landed and its reply was lost: everyone still has to be disconnected.
      if (isLast && error instanceof AppError && error.code === "not-found") return true;
      throw error;
    });
  }
  // A link used just before its deletion may have left a membership. The check spares the rows of a new space of this name.
  const isUnowned = { key: spaceKey(slug), versionstamp: null };
  for (let keys = await listKeys(kv, slug); keys.length > 0; keys = await listKeys(kv, slug)) {
    if (!await kv.commit({ checks: [isUnowned], writes: keys.map(deleteRow) })) break;
  }
  // The request cannot be repeated: a failure of storage must not fail it, and LiveKit's room is emptied all the same.
  await disconnectAll(services, slug).catch((error) => {
    services.log.warn("seats-not-ended", { error });
  });
  // Out of reach already. Interrupted, the next sweep goes on.
  await finishClearances(kv).catch((error) => {
    services.log.warn("chat-not-cleared", { error });
  });
}

/** Keys of the space's memberships, links and knocks: `rowsPerCommit` of them at most. */
async function listKeys(kv: KvPort, slug: string): Promise<KvKey[]> {
  const [memberships, links, knocks] = await Promise.all([
    kv.list(membershipsPrefix(slug), rowsPerCommit / 2),
    kv.list(linksPrefix(slug), rowsPerCommit),
    kv.list(knocksPrefix(slug), rowsPerCommit),
  ]);
  const keys = [
    ...memberships.flatMap(({ key, value }) =>
      value ? [key, membershipIdKey(slug, value.personId)] : [key]
    ),
    ...links.map(({ key, value }) => value ? linkKey(slug, value.linkId) : key),
    ...knocks.map(({ key }) => key),
  ];
  return keys.slice(0, rowsPerCommit);
}
