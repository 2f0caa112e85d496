/** One space, put right by what LiveKit says: for the events that never came. */
import { roomNameOf } from "../contract/names.ts";
import { parseIdentity } from "../contract/participant.ts";
import { eventLogWrite } from "./event_log.ts";
import { evictDuplicates, type EvictionResult } from "./evict.ts";
import { seatKey } from "./kv_keys.ts";
import { deleteRow, type KvWrite, unchanged } from "./kv_port.ts";
import type { LiveParticipant } from "./livekit_port.ts";
import {
  allConnections,
  inhabitedSpaceKey,
  presencePrefix,
  type PresenceRow,
  spaceRowKey,
} from "./presence_rows.ts";
import { connectionLine, connectionsAfterListing, presenceWrites } from "./presence_writes.ts";
import { seatAfterAborted, seatAfterSighting } from "./seats.ts";
import type { Services } from "./services.ts";
import { settleRoles } from "./settle_roles.ts";

/** What a reconciler needs of the services. */
export type ReconcileServices = Pick<Services, "kv" | "livekit" | "log" | "now">;

/** Rows that one commit changes, each with a line of the log. */
const changesPerCommit = 200;

/** Commits lost to events that came meanwhile, before presence waits for the next round. */
const maxLostCommits = 10;

/**
 * Evicts by the one rule and puts presence right. In this order: the space's row, then LiveKit's list, **then** the
 * seats (a newcomer's seat must not look unknown), then a commit that checks the space's row. When an event came
 * meanwhile, presence waits; evictions do not.
 *
 * @throws AppError `livekit-unavailable`, `storage-unavailable`
 */
export async function reconcile(services: ReconcileServices, slug: string): Promise<void> {
  for (let lost = 0; lost < maxLostCommits;) {
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
  const [space, inhabited] = await kv.getMany([spaceRowKey(slug), inhabitedSpaceKey(slug)]);
  const participants = await livekit.listParticipants(roomName);
  const [eviction, rows] = await Promise.all([
    evictDuplicates(services, roomName, { participants }),
    kv.list(presencePrefix(slug), allConnections),
  ]);
  const overtaken = await noteSighted(services, eviction);
  const { evicted } = await evictDuplicates(services, roomName, { participants: overtaken });
  // What somebody may do was changed, and whoever did it did not come to tell LiveKit.
  await settleRoles(services, slug, {
    seen: { participants: eviction.staying, seats: eviction.seats },
  });
  const connections = rows.flatMap(({ value }) => value ?? []);
  const inside = [...eviction.staying, ...eviction.failed].filter((one) => !evicted.includes(one));
  const changed = connectionsAfterListing(connections, inside, now());
  const part = changed.slice(0, changesPerCommit);
  const writes = [
    ...presenceWrites(slug, part, `reconciler ${now()}`),
    ...part.map((row) => logWrite(slug, row)),
    // Who is inside keeps the space in the rounds.
    ...(inhabited.value && isEmptyAfter(connections, changed) ? [deleteRow(inhabited.key)] : []),
  ];
  if (writes.length > 0) {
    if (!await kv.commit({ checks: [unchanged(space)], writes })) return "lost";
    await forgetGone(services, part);
  }
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

function isEmptyAfter(before: readonly PresenceRow[], changed: readonly PresenceRow[]): boolean {
  const after = new Map([...before, ...changed].map((row) => [row.sid, row.leftAtMs]));
  return ![...after.values()].includes(null);
}

/**
 * The seats of who was seen live on, and whose *joined* was lost raises the floor now: the newest that joined stays.
 * Answers who may have been overtaken so. A lost commit means that the seat is being written anyway.
 */
async function noteSighted(
  { kv, now }: ReconcileServices,
  { seats, staying }: EvictionResult,
): Promise<LiveParticipant[]> {
  const overtaken = await Promise.all([...seats].map(async ([seatId, row]) => {
    const ofSeat = staying.flatMap((participant) => {
      const who = parseIdentity(participant.identity);
      return who?.seatId === seatId ? [{ participant, ...who }] : [];
    });
    const newest = ofSeat.filter(({ participant }) => participant.isActive)
      .reduce((greatest, { generation }) => Math.max(greatest, generation), 0);
    const change = seatAfterSighting(row, now(), newest);
    if (!change || !await kv.commit(change)) return [];
    return ofSeat.filter(({ generation }) => generation < newest);
  }));
  return overtaken.flat().map(({ participant }) => participant);
}

/** The seats of who is gone forget those generations, which otherwise cost a look at LiveKit at each token. */
async function forgetGone(
  { kv, now }: ReconcileServices,
  changed: readonly PresenceRow[],
): Promise<void> {
  const gone = changed.filter((row) => row.leftAtMs !== null);
  await Promise.all(gone.map(async ({ seatId, generation }) => {
    const row = await kv.get(seatKey(seatId));
    if (!row.value?.live.includes(generation)) return;
    const change = seatAfterAborted(row, generation, now());
    if (change) await kv.commit(change);
  }));
}
