/** Spaces: made, told, changed. */
import { roomNameOf } from "../../contract/names.ts";
import type { OwnSpaces, SpaceAnswer, SpaceChange } from "../../contract/space.ts";
import { mayModerate } from "../../contract/roles.ts";
import { defaultPublishSources, roleOf } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { decideEntry, standingOf } from "../access/entry.ts";
import { setRow, unchanged } from "../storage/kv_port.ts";
import { storageTooLate } from "../storage/kv_connection.ts";
import { doorChange, type InSpace, moderated, notAllowed } from "./moderate.ts";
import { occupancyFor, readPlaces } from "../access/places.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { ownedSpaceKey, ownedSpacesPrefix, rulesKey, type RulesRow } from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { identify, type Who } from "../sessions/who.ts";

/** Spaces that one user owns. */
export const maxOwnedSpaces = 100;

/** A space as it is from now on, and who made it so. */
export interface RuledSpace {
  readonly rules: RulesRow;
  readonly who: Who;
}

/**
 * A space for the signed-in person who asks. One that nobody made can be had **while nobody else is inside**: a
 * stranger cannot take over a call that is going on. Asked again by its owner, it is as it was.
 *
 * @throws AppError `not-allowed` for a guest, `space-taken`, `too-many-spaces`.
 */
export function makeSpace(
  services: SessionServices,
  where: InSpace,
  wishes: SpaceChange,
): Promise<RuledSpace> {
  const { kv, config } = services;
  const { slug, credentials } = where;
  return withinStorageDeadline(async (isLate) => {
    while (!isLate()) {
      const who = await identify(services, credentials, slug);
      if (who.kind !== "user") throw notAllowed();
      const ownerId = who.session.userId;
      const before = who.rulesRow.value;
      if (before?.ownerId === ownerId) return { rules: before, who };
      const now = services.now();
      const [places, owned] = await Promise.all([
        readPlaces(kv, slug),
        kv.list(ownedSpacesPrefix(ownerId), maxOwnedSpaces),
      ]);
      const { taken } = occupancyFor(places, who, now);
      if (before !== null || taken > 0) {
        throw new AppError("space-taken", `Cannot make the space "${slug}"`);
      }
      if (owned.length >= maxOwnedSpaces) {
        throw new AppError("too-many-spaces", `Cannot own more than ${maxOwnedSpaces} spaces`);
      }
      const rules: RulesRow = {
        policy: config.spacePolicy,
        isLocked: false,
        capacity: config.spaceCapacity,
        defaultRole: "speaker",
        publishSources: defaultPublishSources,
        ...wishes,
        slug,
        ownerId,
        createdAt: now,
      };
      const isMade = await kv.commit({
        // The door: whoever takes a place meanwhile is inside of a space that nobody owns.
        checks: [who.sessionRow, who.rulesRow, who.doorRow].map(unchanged),
        writes: [
          setRow(rulesKey(slug), rules),
          setRow(ownedSpaceKey(ownerId, slug), { slug }),
          doorChange(services, slug),
        ],
      });
      if (isMade) return { rules, who: ruledBy(rules, who) };
    }
    throw storageTooLate();
  });
}

/** @throws AppError as `moderated` does. */
export function changeSpace(
  services: SessionServices,
  where: InSpace,
  change: SpaceChange,
): Promise<RuledSpace> {
  return moderated(services, where, ({ rules: before, who }) => {
    const rules = { ...before, ...change };
    const writes = [setRow(rulesKey(where.slug), rules), doorChange(services, where.slug)];
    const value = { rules, who: ruledBy(rules, who) };
    return Promise.resolve({ commit: { checks: [], writes }, value });
  });
}

/** Whoever asked, with the rules that hold by now. */
function ruledBy(rules: RulesRow, who: Who): Who {
  return { ...who, rulesRow: { ...who.rulesRow, value: rules } };
}

/** The slugs of the spaces that a user owns. */
export async function ownSpaces({ kv }: SessionServices, userId: string): Promise<OwnSpaces> {
  const rows = await kv.list(ownedSpacesPrefix(userId), maxOwnedSpaces);
  return { slugs: rows.flatMap(({ value }) => value?.slug ?? []) };
}

/** What somebody may know of a space; `null`: nobody that we know. */
export function describeSpace(
  { config, now }: Pick<SessionServices, "config" | "now">,
  slug: string,
  rules: RulesRow | null,
  who: Who | null,
): SpaceAnswer {
  const access = who && decideEntry(who, { slug, config, now: now() });
  const role = who && roleOf({ owner: who.owner, rules, standing: standingOf(who, now()) });
  const isIn = access?.isAllowed ?? false;
  const moderates = isIn && rules !== null && role !== null && mayModerate(role);
  return {
    slug,
    roomName: roomNameOf(slug),
    isOwned: rules !== null,
    policy: rules?.policy ?? "open",
    isLocked: rules?.isLocked ?? false,
    role: isIn ? role : null,
    entry: access === null ? "unauthenticated" : access.isAllowed ? "allowed" : access.code,
    mayModerate: moderates,
    ...(moderates && {
      settings: {
        policy: rules.policy,
        isLocked: rules.isLocked,
        capacity: rules.capacity,
        defaultRole: rules.defaultRole,
        publishSources: rules.publishSources,
      },
    }),
  };
}

/** False for a space that nobody made, where spaces are declared. */
export async function isSpace({ kv, config }: SessionServices, slug: string): Promise<boolean> {
  return config.spaces === "open" || (await kv.get(rulesKey(slug))).value !== null;
}
