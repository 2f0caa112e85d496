/**
 * Repairs connected participants in LiveKit whose role, sources or raised hand differ from storage. A hand is shown at once by
 * spaces/hands.ts.
 */
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
 * Updates the participants of `slug` whose role, publish sources or raised hand differ from the stored ones, for example
 * because the role changed after their token was signed. In a space without a row there are hands alone.
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
  // Without a row there are no roles, and no call but the reconciler's has to look.
  if (rules === null && !seen) return;
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
    return seat && mayStay(seat, generation)
      ? [{ participant, principalId: seat.owner, seat }]
      : [];
  });
  const memberships = await readMemberships(
    services,
    slug,
    rules === null ? [] : staying.map(({ principalId }) => principalId),
  );
  await Promise.all(staying.map(async ({ participant, principalId, seat }) => {
    const membership = memberships.get(principalId) ?? null;
    const role = rules && roleOf({ principalId, rules, membership });
    const publishSources = rules && role ? publishSourcesOf(rules, role) : undefined;
    const due = { ...role && { [attribute.role]: role }, [attribute.hand]: handStamp(seat.hand) };
    const attributes = Object.fromEntries(
      Object.entries(due).filter(([name, value]) => (participant.attributes[name] ?? "") !== value),
    );
    const isRight = Object.keys(attributes).length === 0 &&
      (!publishSources || haveSameItems(participant.publishSources, publishSources));
    if (isRight) return;
    const { identity } = participant;
    try {
      await services.livekit.updateParticipant(roomName, identity, { attributes, publishSources });
    } catch (error) {
      services.log.warn("role-update-failed", { identity, error });
    }
  }));
}

/** The attribute's value of a hand; the empty one removes it. */
export function handStamp(hand: number | undefined): string {
  return hand === undefined ? "" : String(hand);
}

function haveSameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && other.every((item) => one.includes(item));
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
