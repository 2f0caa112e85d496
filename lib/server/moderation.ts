/** What a moderator does to people inside. What puts somebody out is in storage first; LiveKit follows. */
import { roomNameOf } from "../contract/names.ts";
import { parseIdentity } from "../contract/participant.ts";
import { type ModerationNotice, moderationTopic, type PublishSource } from "../contract/space.ts";
import type { DepartureReason } from "../contract/departure.ts";
import { actOn, logLine, targetBelow } from "./act_on.ts";
import { AppError } from "./app_error.ts";
import { settledWithin } from "./deadline.ts";
import type { HeldSeat } from "./kv_keys.ts";
import { deleteRow, unchanged } from "./kv_port.ts";
import { type InSpace, moderated, type ModeratedStep, moderatorOf } from "./moderate.ts";
import { allConnections, presencePrefix } from "./presence_rows.ts";
import { mayStay, seatAfterEnd } from "./seats.ts";
import type { Services } from "./services.ts";
import { evictionWaitMs, settleEvictions } from "./settle_evictions.ts";
import { placeKey, placesPrefix } from "./space_rows.ts";
import { banned, removed } from "./standings.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";
import { readTarget, type Target } from "./targets.ts";

/**
 * Puts one person out: for now, or for good.
 *
 * @throws AppError as `actOn` does.
 */
export function putOut(
  services: Services,
  where: InSpace,
  { seatId, reason }: { readonly seatId: string; readonly reason: "removed" | "banned" },
): Promise<void> {
  return actOn(services, where, seatId, (before, { standingRow }, { rules }) => {
    if (reason === "banned") return { standing: banned(before), putOut: reason };
    // An open space asks for no standing: then a removal leaves none behind.
    const isKept = standingRow.value !== null || rules.policy !== "open";
    return { standing: isKept ? removed(before) : null, putOut: reason };
  });
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
