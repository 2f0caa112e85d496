/** The one function that makes LiveKit's permissions of connected participants match the stored roles. */
import { roomNameOf } from "../../contract/names.ts";
import { attribute, parseIdentity } from "../../contract/participant.ts";
import { publishSourcesOf, roleOf } from "./access.ts";
import { settledWithin } from "../base/deadline.ts";
import { readSeats } from "../seats/evict.ts";
import { isOurs } from "../livekit/installation.ts";
import { readRows } from "../storage/kv_port.ts";
import type { LiveParticipant } from "../livekit/livekit_port.ts";
import { foundSeat, mayStay, type ReadSeat } from "../seats/seats.ts";
import type { CoreServices } from "../core_services.ts";
import { membershipKey, type MembershipRow, spaceKey } from "../rows/space_rows.ts";

type PermissionServices = Pick<CoreServices, "installation" | "kv" | "livekit" | "log" | "now">;

/** Narrows the update; by default it reads every connected participant of the room. */
export interface PermissionOptions {
  /** The room's list and its seats, as the caller has just read them. */
  readonly seen?: {
    readonly participants: readonly LiveParticipant[];
    readonly seats: ReadonlyMap<string, ReadSeat>;
  };
  /** Update this seat's participants alone. */
  readonly seatId?: string;
}

/** The longest that a caller waits for LiveKit; the reconciler does the rest. */
const permissionsWaitMs = 2_000;

/**
 * Updates the participants of `slug` whose role or publish sources differ from the stored ones, for example because the
 * role changed after their token was signed. Does nothing for a space without a row.
 *
 * @throws AppError `livekit-unavailable` when LiveKit cannot list; `storage-unavailable`.
 */
export async function updatePermissions(
  services: PermissionServices,
  slug: string,
  { seen, seatId }: PermissionOptions = {},
): Promise<void> {
  const roomName = roomNameOf(slug);
  const { value: rules } = await services.kv.get(spaceKey(slug));
  if (rules === null) return;
  const participants = seen?.participants ?? await services.livekit.listParticipants(roomName);
  const installationId = await services.installation.id();
  const ours = participants.flatMap((participant) => {
    const parsed = parseIdentity(participant.identity);
    const isMeant = parsed && (seatId ?? parsed.seatId) === parsed.seatId;
    // Participants of unknown seats are left out below.
    return isMeant && isOurs(participant, installationId, true) ? [{ participant, ...parsed }] : [];
  });
  const seats = seen?.seats ?? await readSeats(services, new Set(ours.map((one) => one.seatId)));
  const staying = ours.flatMap(({ participant, seatId, generation }) => {
    const row = seats.get(seatId);
    const seat = row ? foundSeat(row, services.now())?.seat ?? null : null;
    return seat && mayStay(seat, generation) ? [{ participant, principalId: seat.owner }] : [];
  });
  const memberships = await readMemberships(
    services,
    slug,
    staying.map(({ principalId }) => principalId),
  );
  await Promise.all(staying.map(async ({ participant, principalId }) => {
    const role = roleOf({ principalId, rules, membership: memberships.get(principalId) ?? null });
    const publishSources = publishSourcesOf(rules, role);
    const isRight = participant.attributes[attribute.role] === role &&
      participant.publishSources.length === publishSources.length &&
      publishSources.every((source) => participant.publishSources.includes(source));
    if (isRight) return;
    const { identity } = participant;
    try {
      const attributes = { [attribute.role]: role };
      await services.livekit.updateParticipant(roomName, identity, { attributes, publishSources });
    } catch (error) {
      services.log.warn("role-update-failed", { identity, error });
    }
  }));
}

/** As `updatePermissions`; waits 2 s at most and never rejects. The reconciler repeats what fails. */
export async function syncPermissions(
  services: PermissionServices,
  slug: string,
  options: PermissionOptions = {},
): Promise<void> {
  const work = updatePermissions(services, slug, options).catch((error) => {
    services.log.warn("role-update-postponed", { error });
  });
  if (!await settledWithin(permissionsWaitMs, work)) services.log.warn("role-update-slow");
}

async function readMemberships(
  { kv }: PermissionServices,
  slug: string,
  principalIds: readonly string[],
): Promise<Map<string, MembershipRow>> {
  const all = [...new Set(principalIds)];
  const rows = await readRows(kv, all.map((principalId) => membershipKey(slug, principalId)));
  return new Map(rows.flatMap(({ value }) => value ? [[value.owner, value] as const] : []));
}
