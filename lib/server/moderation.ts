/** What a moderator does to people inside. What puts somebody out is in storage first; LiveKit follows. */
import { roomNameOf } from "../contract/names.ts";
import { parseIdentity } from "../contract/participant.ts";
import { type ModerationNotice, moderationTopic, type PublishSource } from "../contract/space.ts";
import type { DepartureReason } from "../contract/departure.ts";
import { mayActOn } from "../contract/roles.ts";
import { AppError } from "./app_error.ts";
import { settledWithin } from "./deadline.ts";
import { eventLogWrite, type LoggedEventType } from "./event_log.ts";
import type { HeldSeat } from "./kv_keys.ts";
import { deleteRow, type KvWrite, setRow, unchanged } from "./kv_port.ts";
import { linkKey } from "./link_rows.ts";
import {
  doorChange,
  type InSpace,
  moderated,
  type ModeratedStep,
  type Moderator,
  moderatorOf,
  notAllowed,
} from "./moderate.ts";
import { allConnections, presencePrefix } from "./presence_rows.ts";
import { mayStay, seatAfterEnd } from "./seats.ts";
import type { Services } from "./services.ts";
import { evictionWaitMs, settleEvictions } from "./settle_evictions.ts";
import {
  knockKey,
  knockLifeMs,
  knocksChangedKey,
  placeKey,
  placesPrefix,
  standingWrites,
} from "./space_rows.ts";
import { banned, removed, standingFor } from "./standings.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";
import { nameOfTarget, readTarget, type Target } from "./targets.ts";

/**
 * Puts one person out: for now, or for good. Where LiveKit does not answer, whoever looks next finishes it.
 *
 * @throws AppError as `moderated` does, `not-found`, and `not-allowed` on oneself and on who is not below one.
 */
export async function putOut(
  services: Services,
  where: InSpace,
  { seatId, reason }: { readonly seatId: string; readonly reason: "removed" | "banned" },
): Promise<void> {
  const { kv } = services;
  const { slug } = where;
  const seat = await moderated(services, where, async (moderator) => {
    const target = await targetBelow(services, slug, seatId, moderator);
    const { owner, standingRow } = target;
    const participantName = await nameOfTarget(kv, slug, target);
    const step = endOfSeat(services, slug, target, reason);
    const before = standingFor(
      standingRow.value,
      { slug, owner, participantName },
      services.randomBytes,
    );
    // An open space asks for no standing: then a removal leaves none behind.
    const after = reason === "banned" ? banned(before) : removed(before);
    const isKept = reason === "banned" || standingRow.value !== null ||
      moderator.rules.policy !== "open";
    return {
      value: step.value,
      commit: {
        checks: [...step.checks, unchanged(standingRow)],
        writes: [
          ...step.writes,
          ...(isKept ? standingWrites(after) : []),
          ...(reason === "banned" ? endOfWays(services, slug, target) : []),
          doorChange(services, slug),
          logLine(services, slug, { type: reason, seatId, participantName }),
        ],
      },
    };
  });
  await settleEvictions(services, [seat]);
}

/** Ends the call for everybody who is inside, or on the way in. */
export async function endForAll(services: Services, where: InSpace): Promise<void> {
  const { slug } = where;
  const ended = await withinStorageDeadline(() => endSeats(services, where));
  await settleEvictions(services, ended);
  const work = services.livekit.deleteRoom(roomNameOf(slug)).catch((error) => {
    services.log.warn("room-not-deleted", { error });
  });
  await settledWithin(evictionWaitMs, work);
}

/** Of everybody who is inside, or on the way in. */
async function endSeats(services: Services, where: InSpace): Promise<HeldSeat[]> {
  const { kv, now } = services;
  const { slug } = where;
  await moderatorOf(services, where);
  const ended = await Promise.all(
    (await seatsInside(services, slug)).map((seatId) =>
      moderated(services, where, async (moderator): Promise<ModeratedStep<HeldSeat | null>> => {
        const target = await readTarget(kv, slug, seatId, moderator, now()).catch(nullIfGone);
        if (target === null) return { commit: null, value: null };
        const { value, ...commit } = endOfSeat(services, slug, target, "closed");
        return { commit, value };
      })
    ),
  );
  await moderated(services, where, ({ who }) => {
    const { participantName } = who.session;
    const line = logLine(services, slug, { type: "ended-for-all", seatId: "", participantName });
    return Promise.resolve({ commit: { checks: [], writes: [line] }, value: null });
  });
  return ended.filter((seat) => seat !== null);
}

/** The seats of whoever is inside, or has a token to come in with. */
export async function seatsInside(
  { kv, now }: Pick<Services, "kv" | "now">,
  slug: string,
): Promise<string[]> {
  const places = await kv.list(placesPrefix(slug), allConnections);
  const connections = await kv.list(presencePrefix(slug), allConnections);
  const seatIds = new Set([
    ...places.flatMap(({ value }) => value && now() < value.until ? [value.seatId] : []),
    ...connections.flatMap(({ value }) => value?.leftAtMs === null ? [value.seatId] : []),
  ]);
  return [...seatIds];
}

const sourcesOf: Readonly<Record<ModerationNotice["action"], readonly PublishSource[]>> = {
  "mute": ["microphone"],
  "stop-screen-share": ["screen_share", "screen_share_audio"],
};

/**
 * Mutes the microphone of one person, or ends the screen that they share, and tells them. They may begin again.
 *
 * @throws AppError as `putOut`; `livekit-unavailable`: only LiveKit can do this.
 */
export async function silence(
  services: Services,
  where: InSpace,
  { seatId, action }: { readonly seatId: string; readonly action: ModerationNotice["action"] },
): Promise<void> {
  const { livekit } = services;
  const { slug } = where;
  const { seatRow: { value: seat } } = await withinStorageDeadline(async () =>
    await targetBelow(services, slug, seatId, await moderatorOf(services, where))
  );
  const roomName = roomNameOf(slug);
  const sources = sourcesOf[action];
  const live = (await livekit.listParticipants(roomName)).filter(({ identity }) => {
    const who = parseIdentity(identity);
    return who?.seatId === seatId && mayStay(seat, who.generation);
  });
  await Promise.all(live.map(async ({ identity, tracks, publishSources }) => {
    const ours = tracks.filter(({ source }) => source !== null && sources.includes(source));
    if (ours.length === 0) return;
    if (action === "mute") {
      await Promise.all(ours.map(({ sid }) => livekit.muteTrack(roomName, identity, sid)));
    } else {
      // LiveKit has no call that ends a track: it ends those that a participant may not publish. Should the second
      // call fail, the reconciler makes it.
      const others = publishSources.filter((source) => !sources.includes(source));
      await livekit.updateParticipant(roomName, identity, { publishSources: others });
      await livekit.updateParticipant(roomName, identity, { publishSources });
    }
    const notice: ModerationNotice = { action };
    const data = new TextEncoder().encode(JSON.stringify(notice));
    await livekit.sendData(roomName, identity, moderationTopic, data);
  }));
}

/** Their seat's row may be gone by now; storage that is away is not that. */
function nullIfGone(error: unknown): null {
  if (error instanceof AppError && error.code === "not-found") return null;
  throw error;
}

async function targetBelow(
  { kv, now }: Services,
  slug: string,
  seatId: string,
  moderator: Moderator,
): Promise<Target> {
  const target = await readTarget(kv, slug, seatId, moderator, now());
  const isSelf = target.owner === moderator.who.owner;
  if (isSelf || !mayActOn(moderator.role, target.role)) throw notAllowed();
  return target;
}

/** Nobody may stay on the seat, and no token that was signed for it is good any more. */
function endOfSeat(
  { now }: Services,
  slug: string,
  { owner, seatRow }: Target,
  reason: DepartureReason,
) {
  const change = seatAfterEnd(seatRow, { session: null, reason }, now());
  const writes = [...(change?.writes ?? []), deleteRow(placeKey(slug, owner))];
  const checks = change?.checks ?? [unchanged(seatRow)];
  return { checks, writes, value: { slug, seatId: change?.seat.seatId ?? "" } };
}

/** The link that a banned person came by is over for everybody, and so is a knock of theirs. */
function endOfWays({ now }: Services, slug: string, { owner, standingRow }: Target): KvWrite[] {
  const linkId = standingRow.value?.linkId;
  return [
    deleteRow(knockKey(slug, owner)),
    setRow(knocksChangedKey(slug), { at: now() }, knockLifeMs),
    ...(linkId ? [deleteRow(linkKey(slug, linkId))] : []),
  ];
}

function logLine(
  { now, randomBytes }: Services,
  slug: string,
  line: {
    readonly type: LoggedEventType;
    readonly seatId: string;
    readonly participantName: string;
  },
): KvWrite {
  return eventLogWrite(slug, { ...line, atMs: now(), sid: `MO_${randomBytes(8).toHex()}` });
}
