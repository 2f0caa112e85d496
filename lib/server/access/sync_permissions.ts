/** The one function that makes LiveKit grant to those inside what the rows say that they may. */
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

type RoleServices = Pick<CoreServices, "installation" | "kv" | "livekit" | "log" | "now">;

/** Where to look; without any, at everybody inside as they are now. */
export interface RoleOptions {
  /** A listing, and the seats in it, that the caller has just read. */
  readonly seen?: {
    readonly participants: readonly LiveParticipant[];
    readonly seats: ReadonlyMap<string, ReadSeat>;
  };
  /** Look at this seat alone. */
  readonly seatId?: string;
}

/** Whoever waits for LiveKit waits this long at most; the reconciler does the rest. */
const rolesWaitMs = 2_000;

/**
 * Updates whoever inside `slug` has another role, or other sources, than the rows say: whose role was changed while a
 * token was on its way, too. Nothing for a space that nobody made.
 *
 * @throws AppError `livekit-unavailable` when LiveKit cannot list; `storage-unavailable`.
 */
export async function updateRoles(
  services: RoleServices,
  slug: string,
  { seen, seatId }: RoleOptions = {},
): Promise<void> {
  const roomName = roomNameOf(slug);
  const { value: rules } = await services.kv.get(spaceKey(slug));
  if (rules === null) return;
  const participants = seen?.participants ?? await services.livekit.listParticipants(roomName);
  const installationId = await services.installation.id();
  const ours = participants.flatMap((participant) => {
    const parsed = parseIdentity(participant.identity);
    const isMeant = parsed && (seatId ?? parsed.seatId) === parsed.seatId;
    // Whose seat is not known has no role here, below.
    return isMeant && isOurs(participant, installationId, true) ? [{ participant, ...parsed }] : [];
  });
  const seats = seen?.seats ?? await readSeats(services, new Set(ours.map((one) => one.seatId)));
  const staying = ours.flatMap(({ participant, seatId, generation }) => {
    const row = seats.get(seatId);
    const seat = row ? foundSeat(row, services.now())?.seat ?? null : null;
    return seat && mayStay(seat, generation) ? [{ participant, owner: seat.owner }] : [];
  });
  const memberships = await readStandings(services, slug, staying.map(({ owner }) => owner));
  await Promise.all(staying.map(async ({ participant, owner }) => {
    const role = roleOf({ owner, rules, membership: memberships.get(owner) ?? null });
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

/** As `updateRoles`, within 2 s, and never rejects: what is not done now the reconciler does. */
export async function syncPermissions(
  services: RoleServices,
  slug: string,
  options: RoleOptions = {},
): Promise<void> {
  const work = updateRoles(services, slug, options).catch((error) => {
    services.log.warn("role-update-postponed", { error });
  });
  if (!await settledWithin(rolesWaitMs, work)) services.log.warn("role-update-slow");
}

async function readStandings(
  { kv }: RoleServices,
  slug: string,
  owners: readonly string[],
): Promise<Map<string, MembershipRow>> {
  const all = [...new Set(owners)];
  const rows = await readRows(kv, all.map((owner) => membershipKey(slug, owner)));
  return new Map(rows.flatMap(({ value }) => value ? [[value.owner, value] as const] : []));
}
