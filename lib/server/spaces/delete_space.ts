/** A space that its owner gives up: who has a role, a ban, a link or a knock there is forgotten, and everybody is put out. */
import { AppError } from "../base/app_error.ts";
import { deleteRow, type KvKey, type KvPort, setRow, unchanged } from "../storage/kv_port.ts";
import { linkKey, linksPrefix } from "../rows/link_rows.ts";
import { admissionVersionChange, commitAsModerator, type InSpace, notAllowed } from "./moderate.ts";
import { disconnectAll } from "./disconnect_all.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import {
  knockLifeMs,
  knocksChangedKey,
  knocksPrefix,
  membershipIdKey,
  membershipsPrefix,
  ownedSpaceKey,
  spaceKey,
} from "../rows/space_rows.ts";

/** Rows that one commit deletes. */
const rowsPerCommit = 200;

/**
 * Its rows go first and its rules last, so that what is interrupted can be asked for again, and nobody who makes a space
 * of this name later finds the roles of this one. From then on it is a space that nobody made. What happened there
 * (the log) is shown to nobody any more, and goes by itself.
 *
 * @throws AppError as `commitAsModerator` does, and `not-allowed` for whoever is not its owner.
 */
export async function deleteSpace(services: SessionServices, where: InSpace): Promise<void> {
  const { kv } = services;
  const { slug } = where;
  let isGone = false;
  let isLast = false;
  while (!isGone) {
    isGone = await commitAsModerator(services, where, async ({ role, rules, principal }) => {
      if (role !== "owner") throw notAllowed();
      const rows = await keysOf(kv, slug);
      if (rows.length > 0) {
        return { commit: { checks: [], writes: rows.map(deleteRow) }, value: false };
      }
      isLast = true;
      const writes = [
        deleteRow(spaceKey(slug)),
        deleteRow(ownedSpaceKey(rules.ownerId, slug)),
        setRow(knocksChangedKey(slug), { at: services.now() }, knockLifeMs),
        admissionVersionChange(services, slug),
      ];
      return {
        commit: { checks: [unchanged(principal.admissionVersionRow)], writes },
        value: true,
      };
    }).catch((error) => {
      // Our own commit landed and its reply was lost: everybody has to be put out all the same.
      if (isLast && error instanceof AppError && error.code === "not-found") return true;
      throw error;
    });
  }
  // A link that was used in the last moment has left a standing: now there is no link any more. Not of whoever makes a
  // space of this name by now.
  const isNobodys = { key: spaceKey(slug), versionstamp: null };
  for (let rows = await keysOf(kv, slug); rows.length > 0; rows = await keysOf(kv, slug)) {
    if (!await kv.commit({ checks: [isNobodys], writes: rows.map(deleteRow) })) break;
  }
  // Nobody can ask for this again: LiveKit puts out whom storage does not.
  await disconnectAll(services, slug).catch((error) => {
    services.log.warn("seats-not-ended", { error });
  });
}

/** Of what says who may do what in a space, all or the first few. */
async function keysOf(kv: KvPort, slug: string): Promise<KvKey[]> {
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
