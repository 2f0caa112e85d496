/** One space, put right by what LiveKit says: for the events that never came. */
import { roomNameOf } from "../../contract/names.ts";
import { identityOf, parseIdentity } from "../../contract/participant.ts";
import { eventLogWrite } from "./event_log.ts";
import { type EvictionResult, evictStaleParticipants, readSeats } from "../seats/evict.ts";
import { seatKey } from "../rows/kv_keys.ts";
import { deleteRow, type KvRow, type KvWrite, unchanged } from "../storage/kv_port.ts";
import type { LiveParticipant } from "../livekit/livekit_port.ts";
import {
  allConnections,
  inhabitedSpaceKey,
  presencePrefix,
  type PresenceRow,
  presenceVersionKey,
} from "../rows/presence_rows.ts";
import {
  connectionLine,
  connectionsAfterListing,
  isOutside,
  presenceWrites,
} from "./presence_writes.ts";
import { seatAfterLoss, seatAfterSighting } from "../seats/seats.ts";
import type { CoreServices } from "../core_services.ts";
import { syncPermissions } from "../access/sync_permissions.ts";

/** What a reconciler needs of the services. */
export type ReconcileServices = Pick<
  CoreServices,
  "installation" | "kv" | "livekit" | "log" | "now"
>;

/** Connections that one commit changes, each with a line of the log. */
const changesPerCommit = 200;

/** More than it takes to change all connections that a space has. */
const maxLooks = 2 * allConnections / changesPerCommit;

/** Commits lost to events that came meanwhile, before presence waits for the next round. */
const maxLostCommits = 10;

/** Tries to note that somebody was seen, against tokens and events of the same moment. */
const sightingTries = 3;

/**
 * Evicts by the one rule and puts presence right. In this order: the space's row, then LiveKit's list, **then** the
 * seats (a newcomer's seat must not look unknown), then a commit that checks the space's row. When an event came
 * meanwhile, presence waits; evictions do not.
 *
 * @throws AppError `livekit-unavailable`, `storage-unavailable`
 */
export async function reconcile(services: ReconcileServices, slug: string): Promise<void> {
  for (let looks = 0, lost = 0; looks < maxLooks && lost < maxLostCommits; looks++) {
    const outcome = await reconcileOnce(services, slug);
    if (outcome === "done") return;
    if (outcome === "lost") lost++;
  }
}

/** `more`: so many connections changed that one commit does not hold them. */
async function reconcileOnce(
  services: ReconcileServices,
  slug: string,
): Promise<"done" | "more" | "lost"> {
  const { kv, livekit, now } = services;
  const roomName = roomNameOf(slug);
  const [space, inhabited] = await kv.getMany([presenceVersionKey(slug), inhabitedSpaceKey(slug)]);
  const participants = await livekit.listParticipants(roomName);
  const [eviction, rows] = await Promise.all([
    evictStaleParticipants(services, roomName, { participants }),
    kv.list(presencePrefix(slug), allConnections),
  ]);
  const overtaken = await noteSighted(services, eviction);
  const { evicted } = await evictStaleParticipants(services, roomName, { participants: overtaken });
  // What somebody may do was changed, and whoever did it did not come to tell LiveKit.
  await syncPermissions(services, slug, {
    seen: { participants: eviction.staying, seats: eviction.seats },
  });
  const connections = rows.flatMap(({ value }) => value ?? []);
  const inside = [
    ...[...eviction.staying, ...eviction.failed].filter((one) => !evicted.includes(one)),
    ...participants.filter(isOutside),
  ];
  const changed = connectionsAfterListing(connections, inside, now());
  const part = changed.slice(0, changesPerCommit);
  const after = [...new Map([...connections, ...part].map((row) => [row.sid, row])).values()];
  // Forgotten before presence says it: a look that breaks off in between is made again, however late.
  if (!await forgetGone(services, space, after)) return "lost";
  const isDeserted = after.every(({ leftAtMs }) => leftAtMs !== null);
  const writes = [
    ...presenceWrites(slug, part, `reconciler ${now()}`),
    ...part.map((row) => logWrite(slug, row)),
    // Who is inside keeps the space in the rounds.
    ...(isDeserted && inhabited.value ? [deleteRow(inhabited.key)] : []),
  ];
  if (writes.length > 0 && !await kv.commit({ checks: [unchanged(space)], writes })) return "lost";
  return part.length === changed.length ? "done" : "more";
}

function logWrite(slug: string, row: PresenceRow): KvWrite {
  return eventLogWrite(
    slug,
    row.leftAtMs === null
      ? connectionLine(row, "joined", row.joinedAtMs)
      : connectionLine(row, "left", Math.max(row.leftAtMs, row.joinedAtMs)),
  );
}

/**
 * The seats of who was seen live on, and whose *joined* was lost raises the floor now: the newest that joined stays.
 * Answers who may have been overtaken so, whoever's commit it was that raised the floor.
 */
async function noteSighted(
  { kv, now }: ReconcileServices,
  { seats, staying }: EvictionResult,
): Promise<LiveParticipant[]> {
  const overtaken = await Promise.all([...seats].map(async ([seatId, row]) => {
    const ofSeat = staying.flatMap((participant) => {
      const seatRef = parseIdentity(participant.identity);
      return seatRef?.seatId === seatId ? [{ participant, ...seatRef }] : [];
    });
    const newest = ofSeat.filter(({ participant }) => participant.isActive)
      .reduce((greatest, { generation }) => Math.max(greatest, generation), 0);
    let change = seatAfterSighting(row, now(), newest);
    if (change === null) return [];
    for (let tries = 1; change && !await kv.commit(change) && tries < sightingTries; tries++) {
      change = seatAfterSighting(await kv.get(seatKey(seatId)), now(), newest);
    }
    return ofSeat;
  }));
  return overtaken.flat().map(({ participant }) => participant);
}

/**
 * The seats of who is gone without a *left* forget those generations: they would have a place for good, and cost a look
 * at LiveKit at each token. False where somebody came or went meanwhile, who may be of such a generation.
 */
async function forgetGone(
  { kv, now }: ReconcileServices,
  space: KvRow,
  connections: readonly PresenceRow[],
): Promise<boolean> {
  const nameOf = ({ seatId, generation }: PresenceRow) => identityOf(seatId, generation);
  const inside = new Set(
    connections.filter(({ leftAtMs }) => leftAtMs === null).map(nameOf),
  );
  // LiveKit's own *left* is forgotten in its own commit.
  const gone = connections.filter((row) =>
    row.leftAtMs !== null && row.toldBy === "reconciler" && !inside.has(nameOf(row))
  );
  const seats = await readSeats({ kv }, new Set(gone.map(({ seatId }) => seatId)));
  const done = await Promise.all([...seats].map(([seatId, row]) => {
    const generations = gone.filter((one) => one.seatId === seatId)
      .map(({ generation }) => generation);
    const change = seatAfterLoss(row, generations, now());
    if (change === null) return true;
    return kv.commit({ checks: [unchanged(space), ...change.checks], writes: change.writes });
  }));
  return done.every((isDone) => isDone);
}
