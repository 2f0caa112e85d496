/** Acts of moderators on participants. A removal or ban is committed to storage first; LiveKit follows. */
import { roomNameOf } from "../../contract/names.ts";
import { attribute, parseIdentity, type Role, roleSchema } from "../../contract/participant.ts";
import { mayActOn } from "../../contract/roles.ts";
import {
  type ModerationNotice,
  moderationTopic,
  type PublishSource,
} from "../../contract/space.ts";
import { applyModeration, logLineWrite, readTargetBelow } from "./apply_moderation.ts";
import { AppError } from "../base/app_error.ts";
import { broadcastEviction } from "../seats/evict.ts";
import type { LiveParticipant, LiveTrack } from "../livekit/livekit_port.ts";
import { isOurs } from "../livekit/installation.ts";
import { commitAsModerator, type InSpace, moderatorOf } from "./commit_as_moderator.ts";
import { isOutside } from "../presence/presence_writes.ts";
import { disconnectAll } from "./disconnect_all.ts";
import { foundSeat, mayStay } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { banPerson, revokeEntry } from "../access/memberships.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";

/**
 * Evicts one person: `removed` may return as the policy says, `banned` may not.
 *
 * @throws AppError as `applyModeration` does.
 */
export function removeOrBan(
  services: SessionServices,
  where: InSpace,
  { seatId, reason }: { readonly seatId: string; readonly reason: "removed" | "banned" },
): Promise<void> {
  return applyModeration(services, where, seatId, (before, { membershipRow }, { rules }) => {
    if (reason === "banned") return { membership: banPerson(before), evictionReason: reason };
    // An open space needs no membership: then a removal leaves none behind.
    const isKept = membershipRow.value !== null || rules.policy !== "open";
    return { membership: isKept ? revokeEntry(before) : null, evictionReason: reason };
  });
}

/**
 * Ends the call for everyone who is inside or has an unused token.
 *
 * @throws AppError as `commitAsModerator` does.
 */
export function endForAll(services: SessionServices, where: InSpace): Promise<void> {
  const { slug } = where;
  return disconnectAll(services, slug, () =>
    commitAsModerator(services, where, ({ principal }) => {
      const { participantName } = principal.session;
      const line = logLineWrite(services, slug, {
        type: "ended-for-all",
        seatId: "",
        participantName,
      });
      return Promise.resolve({ commit: { checks: [], writes: [line] }, value: undefined });
    }));
}

const mutedSources: Readonly<Record<ModerationNotice["action"], readonly PublishSource[]>> = {
  "mute": ["microphone"],
  "stop-screen-share": ["screen_share", "screen_share_audio"],
};

/**
 * Mutes the microphone of one person, or stops their screen share, and notifies them. They may start again.
 *
 * @throws AppError as `removeOrBan` does; `livekit-unavailable`: only LiveKit can do this.
 */
export async function muteOrStopShare(
  services: SessionServices,
  where: InSpace,
  { seatId, action }: { readonly seatId: string; readonly action: ModerationNotice["action"] },
): Promise<void> {
  const { slug } = where;
  const { seatRow } = await withinStorageDeadline(async () =>
    await readTargetBelow(services, slug, seatId, await moderatorOf(services, where))
  );
  const seat = foundSeat(seatRow, services.now())?.seat ?? null;
  const roomName = roomNameOf(slug);
  const installationId = await services.installation.id();
  const live = (await services.livekit.listParticipants(roomName)).filter((participant) => {
    const seatRef = parseIdentity(participant.identity);
    return seatRef?.seatId === seatId && mayStay(seat, seatRef.generation) &&
      isOurs(participant, installationId, true);
  });
  await Promise.all(
    live.map((participant) => silence(services, roomName, participant, action)),
  );
}

/**
 * Mutes the microphone of everybody whose role is lower, and callers by phone. Programs are muted one by one.
 *
 * @throws AppError as `commitAsModerator` does; `livekit-unavailable`: only LiveKit can do this.
 */
export async function muteAll(services: SessionServices, where: InSpace): Promise<void> {
  const { role, principal } = await withinStorageDeadline(() => moderatorOf(services, where));
  const roomName = roomNameOf(where.slug);
  const ownSeatId = foundSeat(principal.principalSeatRow, services.now())?.seat.seatId;
  const installationId = await services.installation.id();
  const inside = await services.livekit.listParticipants(roomName);
  await Promise.all(inside.map(async (participant) => {
    const seatId = parseIdentity(participant.identity)?.seatId;
    const isPerson = seatId !== undefined && isOurs(participant, installationId, true);
    const isBelow = isPerson && seatId !== ownSeatId && mayActOn(role, roleIn(participant));
    if (isBelow || participant.outsideKind === "sip") {
      await silence(services, roomName, participant, "mute");
    }
  }));
}

/** The role in a token of ours. */
function roleIn({ attributes }: LiveParticipant): Role {
  const role = roleSchema.safeParse(attributes[attribute.role]);
  return role.success ? role.data : "speaker";
}

/** Mutes or ends what a participant sends of one kind, and notifies it. */
async function silence(
  { livekit }: SessionServices,
  roomName: string,
  { identity, tracks, publishSources }: LiveParticipant,
  action: ModerationNotice["action"],
): Promise<void> {
  const sources = mutedSources[action];
  const targets = tracksOf(tracks, sources);
  if (targets.length === 0) return;
  if (action === "mute") {
    await Promise.all(targets.map(({ sid }) => livekit.muteTrack(roomName, identity, sid)));
  } else {
    // LiveKit has no call that ends a track, but ends those that a participant may not publish. If the second call
    // fails, the reconciler repeats it.
    const others = publishSources.filter((source) => !sources.includes(source));
    await livekit.updateParticipant(roomName, identity, { publishSources: others });
    await livekit.updateParticipant(roomName, identity, { publishSources });
  }
  const notice: ModerationNotice = { action };
  const data = new TextEncoder().encode(JSON.stringify(notice));
  await livekit.sendData(roomName, identity, moderationTopic, data);
}

function tracksOf(tracks: readonly LiveTrack[], sources: readonly PublishSource[]): LiveTrack[] {
  return tracks.filter(({ source }) => source !== null && sources.includes(source));
}

/**
 * Removes a participant without a seat from LiveKit. It may come again: its token is not ours.
 *
 * @throws AppError as `commitAsModerator` does; `not-found` if it is not inside; `livekit-unavailable`.
 */
export async function removeOutside(
  services: SessionServices,
  where: InSpace,
  identity: string,
): Promise<void> {
  const roomName = roomNameOf(where.slug);
  const { name } = await findOutside(services, where, identity);
  await commitAsModerator(services, where, () => {
    const line = { type: "removed", seatId: identity, participantName: name } as const;
    const write = logLineWrite(services, where.slug, line);
    return Promise.resolve({ commit: { checks: [], writes: [write] }, value: undefined });
  });
  await services.livekit.removeParticipant(roomName, identity);
  await broadcastEviction(services, roomName, identity);
}

/**
 * Mutes the microphone, or the shared screen, of a participant without a seat. Its permissions stay, since they may hold
 * more than we could restore.
 *
 * @throws AppError as `removeOutside` does.
 */
export async function muteOutside(
  services: SessionServices,
  where: InSpace,
  { identity, action }: { readonly identity: string; readonly action: ModerationNotice["action"] },
): Promise<void> {
  const { tracks } = await findOutside(services, where, identity);
  const roomName = roomNameOf(where.slug);
  await Promise.all(
    tracksOf(tracks, mutedSources[action]).map(({ sid }) =>
      services.livekit.muteTrack(roomName, identity, sid)
    ),
  );
}

/** The participant without a seat, as LiveKit has it now, for a request that may moderate. */
async function findOutside(
  services: SessionServices,
  where: InSpace,
  identity: string,
): Promise<LiveParticipant> {
  await withinStorageDeadline(() => moderatorOf(services, where));
  const inside = await services.livekit.listParticipants(roomNameOf(where.slug));
  const found = inside.find((one) => one.identity === identity && isOutside(one));
  if (!found) throw new AppError("not-found", "Cannot find a participant with this identity");
  return found;
}
