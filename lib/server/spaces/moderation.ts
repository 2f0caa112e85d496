/** What a moderator does to people inside. What puts somebody out is in storage first; LiveKit follows. */
import { roomNameOf } from "../../contract/names.ts";
import { parseIdentity } from "../../contract/participant.ts";
import {
  type ModerationNotice,
  moderationTopic,
  type PublishSource,
} from "../../contract/space.ts";
import { applyModeration, logLine, targetBelow } from "./apply_moderation.ts";
import { AppError } from "../base/app_error.ts";
import { broadcastEviction } from "../seats/evict.ts";
import type { LiveParticipant, LiveTrack } from "../livekit/livekit_port.ts";
import { isOurs } from "../livekit/installation.ts";
import { commitAsModerator, type InSpace, moderatorOf } from "./moderate.ts";
import { isOutside } from "../presence/presence_writes.ts";
import { disconnectAll } from "./disconnect_all.ts";
import { foundSeat, mayStay } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { banPerson, revokeEntry } from "../access/memberships.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";

/**
 * Puts one person out: for now, or for good.
 *
 * @throws AppError as `applyModeration` does.
 */
export function putOut(
  services: SessionServices,
  where: InSpace,
  { seatId, reason }: { readonly seatId: string; readonly reason: "removed" | "banned" },
): Promise<void> {
  return applyModeration(services, where, seatId, (before, { membershipRow }, { rules }) => {
    if (reason === "banned") return { membership: banPerson(before), putOut: reason };
    // An open space asks for no standing: then a removal leaves none behind.
    const isKept = membershipRow.value !== null || rules.policy !== "open";
    return { membership: isKept ? revokeEntry(before) : null, putOut: reason };
  });
}

/**
 * Ends the call for everybody who is inside, or on the way in.
 *
 * @throws AppError as `commitAsModerator` does.
 */
export function endForAll(services: SessionServices, where: InSpace): Promise<void> {
  const { slug } = where;
  return disconnectAll(services, slug, () =>
    commitAsModerator(services, where, ({ principal }) => {
      const { participantName } = principal.session;
      const line = logLine(services, slug, { type: "ended-for-all", seatId: "", participantName });
      return Promise.resolve({ commit: { checks: [], writes: [line] }, value: undefined });
    }));
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
export async function muteOrStopShare(
  services: SessionServices,
  where: InSpace,
  { seatId, action }: { readonly seatId: string; readonly action: ModerationNotice["action"] },
): Promise<void> {
  const { livekit } = services;
  const { slug } = where;
  const { seatRow } = await withinStorageDeadline(async () =>
    await targetBelow(services, slug, seatId, await moderatorOf(services, where))
  );
  const seat = foundSeat(seatRow, services.now())?.seat ?? null;
  const roomName = roomNameOf(slug);
  const sources = sourcesOf[action];
  const installationId = await services.installation.id();
  const live = (await livekit.listParticipants(roomName)).filter((participant) => {
    const principal = parseIdentity(participant.identity);
    return principal?.seatId === seatId && mayStay(seat, principal.generation) &&
      isOurs(participant, installationId, true);
  });
  await Promise.all(live.map(async ({ identity, tracks, publishSources }) => {
    const ours = tracksOf(tracks, sources);
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

function tracksOf(tracks: readonly LiveTrack[], sources: readonly PublishSource[]): LiveTrack[] {
  return tracks.filter(({ source }) => source !== null && sources.includes(source));
}

/**
 * Puts out a participant that sits on no seat: for now, since its token is not of our making, and nothing of ours keeps
 * it from coming again.
 *
 * @throws AppError as `commitAsModerator`; `not-found` where it is not inside; `livekit-unavailable`.
 */
export async function removeOutside(
  services: SessionServices,
  where: InSpace,
  identity: string,
): Promise<void> {
  const roomName = roomNameOf(where.slug);
  const { name } = await moderatedOutside(services, where, identity);
  await commitAsModerator(services, where, () => {
    const line = { type: "removed", seatId: identity, participantName: name } as const;
    const write = logLine(services, where.slug, line);
    return Promise.resolve({ commit: { checks: [], writes: [write] }, value: undefined });
  });
  await services.livekit.removeParticipant(roomName, identity);
  await broadcastEviction(services, roomName, identity);
}

/**
 * Mutes the sound, or the shared screen, of a participant that sits on no seat. Its permissions stay as they are: they
 * hold more than we know to give back.
 *
 * @throws AppError as `removeOutside`.
 */
export async function silenceOutside(
  services: SessionServices,
  where: InSpace,
  { identity, action }: { readonly identity: string; readonly action: ModerationNotice["action"] },
): Promise<void> {
  const { tracks } = await moderatedOutside(services, where, identity);
  const roomName = roomNameOf(where.slug);
  await Promise.all(
    tracksOf(tracks, sourcesOf[action]).map(({ sid }) =>
      services.livekit.muteTrack(roomName, identity, sid)
    ),
  );
}

/** The participant as LiveKit has it now, once it is clear that the asker may act on it. */
async function moderatedOutside(
  services: SessionServices,
  where: InSpace,
  identity: string,
): Promise<LiveParticipant> {
  await withinStorageDeadline(() => moderatorOf(services, where));
  const inside = await services.livekit.listParticipants(roomNameOf(where.slug));
  const found = inside.find((one) => one.identity === identity && isOutside(one));
  if (!found) throw new AppError("not-found", "Nobody inside has this identity");
  return found;
}
