/** Corrects presence and seats of one space by LiveKit's list of participants, for webhooks that never came. */
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
import { showRecordings } from "./show_recording.ts";
import { seatAfterLoss, seatAfterSighting } from "../seats/seats.ts";
import type { CoreServices } from "../core_services.ts";
import { syncPermissions } from "../access/sync_permissions.ts";

/** LiveKit's event of a connection is this late at most: an older one that presence does not know was told by none. */
const webhookLateMs = 10_000;

/** The services that `reconcile` needs. */
export type ReconcileServices = Pick<
  CoreServices,
  "installation" | "kv" | "livekit" | "log" | "metrics" | "now" | "warnings"
>;

/** Connections that one commit changes, each with a line of the log. */
const changesPerCommit = 200;

/** More passes than it takes to change every connection of a space. */
const maxPasses = 2 * allConnections / changesPerCommit;

/** After this many commits lost to concurrent events, presence waits for the next round. */
const maxLostCommits = 10;

/** Attempts to record a sighting against concurrent tokens and events. */
const sightingTries = 3;

/**
 * Evicts stale participants and corrects presence. The order matters: the presence version, then LiveKit's list, **then** the
 * seats (a newcomer's seat must not look unknown), then a commit that checks the presence version. A concurrent event
 * delays the correction of presence, but no eviction.
 *
 * @throws AppError `livekit-unavailable`, `storage-unavailable`
 */
export async function reconcile(services: ReconcileServices, slug: string): Promise<void> {
  for (let passes = 0, lost = 0; passes < maxPasses && lost < maxLostCommits; passes++) {
    const outcome = await reconcileOnce(services, slug);
    if (outcome === "done") return;
    if (outcome === "lost") lost++;
  }
}

/** `more`: one commit does not hold all changed connections. */
async function reconcileOnce(
  services: ReconcileServices,
  slug: string,
): Promise<"done" | "more" | "lost"> {
  const { kv, livekit, now } = services;
  const roomName = roomNameOf(slug);
  const [versionRow, inhabited] = await kv.getMany([
    presenceVersionKey(slug),
    inhabitedSpaceKey(slug),
  ]);
  const participants = await livekit.listParticipants(roomName);
  const [eviction, rows] = await Promise.all([
    evictStaleParticipants(services, roomName, { participants }),
    kv.list(presencePrefix(slug), allConnections),
  ]);
  const overtaken = await recordSightings(services, eviction);
  const { evicted } = await evictStaleParticipants(services, roomName, { participants: overtaken });
  // A change of permissions may not have reached LiveKit.
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
  // Before presence changes, so that an interrupted pass is repeated, however late.
  if (!await forgetGoneGenerations(services, versionRow, after)) return "lost";
  const isEmpty = after.every(({ leftAtMs }) => leftAtMs !== null);
  const writes = [
    ...presenceWrites(slug, part, `reconciler ${now()}`),
    ...part.map((row) => logWrite(slug, row)),
    // The rounds visit a space until it is empty.
    ...(isEmpty && inhabited.value ? [deleteRow(inhabited.key)] : []),
  ];
  if (writes.length > 0 && !await kv.commit({ checks: [unchanged(versionRow)], writes })) {
    return "lost";
  }
  noteMissingWebhooks(services, connections, part);
  const left = part.filter(({ leftAtMs }) => leftAtMs !== null).length;
  services.metrics.countRepairs("left", left);
  services.metrics.countRepairs("joined", part.length - left);
  await showRecordings(services, slug, { participants, connections });
  return part.length === changed.length ? "done" : "more";
}

/** Warns once of participants who joined while this process ran, and whom no event has told. */
function noteMissingWebhooks(
  { log, now, warnings }: ReconcileServices,
  before: readonly PresenceRow[],
  added: readonly PresenceRow[],
) {
  const known = new Set(before.map(({ sid }) => sid));
  const isUntold = ({ sid, leftAtMs, joinedAtMs }: PresenceRow) =>
    leftAtMs === null && !known.has(sid) && joinedAtMs > warnings.since &&
    now() - joinedAtMs > webhookLateMs;
  if (added.some(isUntold) && warnings.raise("webhooks-missing")) log.warn("webhooks-missing");
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
 * Extends the lifetime of every seat seen in LiveKit. If its `participant_joined` was lost, raises the floor now: the newest
 * generation stays. Returns the participants of seats whose floor may have risen, by this commit or a concurrent one.
 */
async function recordSightings(
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
 * Removes generations that are gone without a `participant_left` from their seats: they would count against the capacity for
 * good, and each token would have to ask LiveKit. False if presence changed meanwhile: such a generation may be back.
 */
async function forgetGoneGenerations(
  { kv, now }: ReconcileServices,
  versionRow: KvRow,
  connections: readonly PresenceRow[],
): Promise<boolean> {
  const nameOf = ({ seatId, generation }: PresenceRow) => identityOf(seatId, generation);
  const inside = new Set(
    connections.filter(({ leftAtMs }) => leftAtMs === null).map(nameOf),
  );
  // The commit of LiveKit's own `participant_left` has removed its generation.
  const gone = connections.filter((row) =>
    row.leftAtMs !== null && row.toldBy === "reconciler" && !inside.has(nameOf(row))
  );
  const seats = await readSeats({ kv }, new Set(gone.map(({ seatId }) => seatId)));
  const done = await Promise.all([...seats].map(([seatId, row]) => {
    const generations = gone.filter((one) => one.seatId === seatId)
      .map(({ generation }) => generation);
    const change = seatAfterLoss(row, generations, now());
    if (change === null) return true;
    return kv.commit({ checks: [unchanged(versionRow), ...change.checks], writes: change.writes });
  }));
  return done.every((isDone) => isDone);
}
