/** A space that its owner gives up: who has a role, a ban, a link or a knock there is forgotten, and everybody is put out. */
import { roomNameOf } from "../contract/names.ts";
import { AppError } from "./app_error.ts";
import { settledWithin } from "./deadline.ts";
import { deleteRow, type KvKey, type KvPort, setRow, unchanged } from "./kv_port.ts";
import { type HeldSeat, seatKey } from "./kv_keys.ts";
import { linkKey, linksPrefix } from "./link_rows.ts";
import { doorChange, type InSpace, moderated, notAllowed } from "./moderate.ts";
import { seatsInside } from "./moderation.ts";
import { seatAfterEnd } from "./seats.ts";
import type { Services } from "./services.ts";
import { evictionWaitMs, settleEvictions } from "./settle_evictions.ts";
import {
  knockLifeMs,
  knocksChangedKey,
  knocksPrefix,
  ownedSpaceKey,
  placeKey,
  rulesKey,
  standingIdKey,
  standingsPrefix,
} from "./space_rows.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";

/** Rows that one commit deletes. */
const rowsPerCommit = 200;

/**
 * Its rows go first and its rules last, so that what is interrupted can be asked for again, and nobody who makes a space
 * of this name later finds the roles of this one. From then on it is a space that nobody made. What happened there
 * (the log) is shown to nobody any more, and goes by itself.
 *
 * @throws AppError as `moderated` does, and `not-allowed` for whoever is not its owner.
 */
export async function deleteSpace(services: Services, where: InSpace): Promise<void> {
  const { kv } = services;
  const { slug } = where;
  let isGone = false;
  let isLast = false;
  while (!isGone) {
    isGone = await moderated(services, where, async ({ role, rules, who }) => {
      if (role !== "owner") throw notAllowed();
      const rows = await keysOf(kv, slug);
      if (rows.length > 0) {
        return { commit: { checks: [], writes: rows.map(deleteRow) }, value: false };
      }
      isLast = true;
      const writes = [
        deleteRow(rulesKey(slug)),
        deleteRow(ownedSpaceKey(rules.ownerId, slug)),
        setRow(knocksChangedKey(slug), { at: services.now() }, knockLifeMs),
        doorChange(services, slug),
      ];
      return { commit: { checks: [unchanged(who.doorRow)], writes }, value: true };
    }).catch((error) => {
      // Our own commit landed and its reply was lost: everybody has to be put out all the same.
      if (isLast && error instanceof AppError && error.code === "not-found") return true;
      throw error;
    });
  }
  // A link that was used in the last moment has left a standing: now there is no link any more. Not of whoever makes a
  // space of this name by now.
  const isNobodys = { key: rulesKey(slug), versionstamp: null };
  for (let rows = await keysOf(kv, slug); rows.length > 0; rows = await keysOf(kv, slug)) {
    if (!await kv.commit({ checks: [isNobodys], writes: rows.map(deleteRow) })) break;
  }
  await putEverybodyOut(services, slug);
}

/** Of what says who may do what in a space, all or the first few. */
async function keysOf(kv: KvPort, slug: string): Promise<KvKey[]> {
  const [standings, links, knocks] = await Promise.all([
    kv.list(standingsPrefix(slug), rowsPerCommit / 2),
    kv.list(linksPrefix(slug), rowsPerCommit),
    kv.list(knocksPrefix(slug), rowsPerCommit),
  ]);
  const keys = [
    ...standings.flatMap(({ key, value }) =>
      value ? [key, standingIdKey(slug, value.personId)] : [key]
    ),
    ...links.map(({ key, value }) => value ? linkKey(slug, value.linkId) : key),
    ...knocks.map(({ key }) => key),
  ];
  return keys.slice(0, rowsPerCommit);
}

/** The space is gone already, and nobody can ask for this again: LiveKit puts them out where storage does not. */
async function putEverybodyOut(services: Services, slug: string): Promise<void> {
  const { livekit, log } = services;
  const out = await endSeats(services, slug).catch((error) => {
    log.warn("seats-not-ended", { error });
    return [];
  });
  await settleEvictions(services, out);
  const work = livekit.deleteRoom(roomNameOf(slug)).catch((error) => {
    log.warn("room-not-deleted", { error });
  });
  await settledWithin(evictionWaitMs, work);
}

async function endSeats(services: Services, slug: string): Promise<HeldSeat[]> {
  const { kv, now } = services;
  const seatIds = await seatsInside(services, slug);
  return await Promise.all(seatIds.map((seatId) =>
    withinStorageDeadline(async (isLate) => {
      while (!isLate()) {
        const change = seatAfterEnd(
          await kv.get(seatKey(seatId)),
          { session: null, reason: "closed" },
          now(),
        );
        if (change === null) break;
        const writes = [...change.writes, deleteRow(placeKey(slug, change.seat.owner))];
        if (await kv.commit({ checks: change.checks, writes })) break;
      }
      return { slug, seatId };
    })
  ));
}
