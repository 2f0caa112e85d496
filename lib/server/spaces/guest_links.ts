/** Signed links into a space: made, listed, revoked, exchanged for a standing. */
import { jwtVerify, SignJWT } from "jose";
import type { GuestLink, LinkRequest } from "../../contract/space.ts";
import type { Role } from "../../contract/participant.ts";
import { isMember, roleOf } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { admitToSpace, guestSessionWrite } from "../sessions/guest_session_rows.ts";
import {
  deleteRow,
  type KvPort,
  type KvRow,
  type KvWrite,
  setRow,
  unchanged,
} from "../storage/kv_port.ts";
import {
  linkKey,
  linkLifeMs,
  type LinkRow,
  linkSecretKey,
  linksPrefix,
  maxLinks,
} from "../rows/link_rows.ts";
import {
  admissionVersionChange,
  commitAsModerator,
  type InSpace,
  moderatorOf,
  notAllowed,
} from "./moderate.ts";
import { foundSeat, touchSeat } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { syncPermissions } from "../access/sync_permissions.ts";
import {
  knockRemovalWrites,
  membershipIdKey,
  membershipKey,
  type MembershipRow,
  membershipWrites,
} from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { type Decision, transactUntil } from "../storage/transact.ts";
import { applyLink, membershipFor, usedLinkIds } from "../access/memberships.ts";
import { authenticate, type Principal } from "../sessions/principal.ts";

/** A link, and its secret part. */
export interface MadeGuestLink {
  readonly link: GuestLink;
  readonly secret: string;
}

/** @throws AppError as `commitAsModerator` does; `not-allowed` also where a moderator's link would make moderators. */
export async function makeLink(
  services: SessionServices,
  where: InSpace,
  { role, notBefore, expiresAt, uses }: LinkRequest,
): Promise<MadeGuestLink> {
  const { kv, randomBytes } = services;
  const { slug } = where;
  const { row, key } = await commitAsModerator(services, where, async (moderator) => {
    if (role === "moderator" && moderator.role !== "owner") throw notAllowed();
    if ((await kv.list(linksPrefix(slug), maxLinks)).length >= maxLinks) {
      throw new AppError("too-many-links", `Cannot have more than ${maxLinks} links`);
    }
    const row: LinkRow = {
      linkId: `link_${randomBytes(16).toHex()}`,
      slug,
      role,
      notBefore: notBefore === undefined ? 0 : Date.parse(notBefore),
      expiresAt: Date.parse(expiresAt),
      uses,
      used: 0,
      createdAt: services.now(),
      ...(moderator.role !== "owner" &&
        { madeBy: moderator.principal.membershipRow.value?.personId }),
    };
    const key = await linkSecret(services);
    const writes = [setRow(linkKey(slug, row.linkId), row, linkLifeMs(row, services.now()))];
    return { commit: { checks: [], writes }, value: { row, key } };
  });
  const secret = await new SignJWT().setProtectedHeader({ alg: "HS256" })
    .setSubject(row.linkId).setAudience(slug).sign(key);
  return { link: describeLink(row, true), secret };
}

/**
 * The links of a space, the oldest first.
 *
 * @throws AppError as `moderatorOf` does.
 */
export function readLinks(services: SessionServices, where: InSpace): Promise<GuestLink[]> {
  return withinStorageDeadline(async () => {
    await moderatorOf(services, where);
    const rows = await services.kv.list(linksPrefix(where.slug), maxLinks);
    const links = rows.flatMap(({ value }) => value ?? [])
      .sort((one, other) => one.createdAt - other.createdAt);
    return await Promise.all(
      links.map(async (link) => describeLink(link, mayVouch(await makerOf(services.kv, link)))),
    );
  });
}

/** Nobody uses it from here on; whoever did keeps what it gave. */
export function revokeLink(
  services: SessionServices,
  where: InSpace,
  linkId: string,
): Promise<void> {
  const writes = [deleteRow(linkKey(where.slug, linkId))];
  return commitAsModerator(
    services,
    where,
    () => Promise.resolve({ commit: { checks: [], writes }, value: undefined }),
  );
}

/**
 * What the link gives, to the session that asks: once, however often it asks. What was taken since it does not give back.
 *
 * @throws AppError as `authenticate` does; `banned`; `link-spent` for a link that is used up, over, not yet begun, revoked,
 * forged, of another space, or of somebody who may make none any more, all alike.
 */
export async function exchangeLink(
  services: SessionServices,
  { credentials, slug }: InSpace,
  secret: string,
): Promise<Role> {
  const { role, seatId } = await withinStorageDeadline(async (isLate) => {
    const linkId = await linkIdOf(services, slug, secret);
    if (linkId === null) {
      await authenticate(services, credentials, slug);
      throw spent();
    }
    return await services.mutex.run(
      `link ${linkId}`,
      () =>
        transactUntil(isLate, services.kv, async () => {
          const principal = await authenticate(services, credentials, slug);
          const { commit, value } = await exchangeOnce(services, slug, linkId, principal);
          const seat = foundSeat(principal.principalSeatRow, services.now())?.seat;
          return { commit, value: { role: value, seatId: seat?.seatId } };
        }),
    );
  });
  // Whoever is inside has the role from now on, also where an earlier answer was lost.
  if (seatId !== undefined) await syncPermissions(services, slug, { seatId });
  return role;
}

async function exchangeOnce(
  services: SessionServices,
  slug: string,
  linkId: string,
  principal: Principal,
): Promise<Decision<Role>> {
  const { kv, now, randomBytes } = services;
  const { principalId, membershipRow, spaceRow, session } = principal;
  const linkRow = await kv.get(linkKey(slug, linkId));
  const link = linkRow.value;
  const at = now();
  const isOver = link === null || spaceRow.value === null || at < link.notBefore ||
    link.expiresAt <= at;
  if (isOver) throw spent();
  const makerRow = await makerOf(kv, link);
  if (!mayVouch(makerRow)) throw spent();
  const roleBy = (membership = membershipRow.value) =>
    roleOf({ principalId, rules: spaceRow.value, membership });
  if (roleBy() === "owner") return { commit: null, value: "owner" };
  if (membershipRow.value?.isBanned) throw new AppError("banned", `Cannot enter space "${slug}"`);
  if (usedLinkIds(membershipRow.value).includes(linkId)) {
    if (isMember(membershipRow.value)) return { commit: null, value: roleBy() };
    throw spent();
  }
  if (link.used >= link.uses) throw spent();
  const { participantName } = session;
  const before = membershipFor(
    membershipRow.value,
    { slug, owner: principalId, participantName },
    randomBytes,
  );
  const membership = applyLink(before, link, at);
  // Who has a seat may be inside, or have a token on the way: it is signed with the role of now.
  const seat = touchSeat(principal.principalSeatRow, at);
  const read = [principal.sessionRow, linkRow, membershipRow, ...(makerRow ? [makerRow] : [])];
  const writes = [
    setRow(linkRow.key, { ...link, used: link.used + 1 }, linkLifeMs(link, at)),
    ...membershipWrites(membership),
    ...admission(principal, slug, at),
    ...knockRemovalWrites(slug, principalId, at),
    ...(seat ? [...seat.writes, admissionVersionChange(services, slug)] : []),
  ];
  const checks = [
    ...read.map(unchanged),
    ...(seat?.checks ?? [unchanged(principal.principalSeatRow)]),
  ];
  return { commit: { checks, writes }, value: roleBy(membership) };
}

/** The standing of the moderator who made a link; `null` where the owner did. */
async function makerOf(
  kv: KvPort,
  { slug, madeBy }: Pick<LinkRow, "slug" | "madeBy">,
): Promise<KvRow<MembershipRow> | null> {
  if (madeBy === undefined) return null;
  const owner = (await kv.get(membershipIdKey(slug, madeBy))).value?.owner;
  // Without an owner: a standing that is gone.
  return await kv.get(membershipKey(slug, owner ?? ""));
}

function mayVouch(makerRow: KvRow<MembershipRow> | null): boolean {
  const maker = makerRow?.value;
  return makerRow === null || (maker?.role === "moderator" && !maker.isBanned);
}

function admission(principal: Principal, slug: string, now: number): KvWrite[] {
  return principal.kind === "guest"
    ? [guestSessionWrite(admitToSpace(principal.session, slug), now)]
    : [];
}

function spent(): AppError {
  return new AppError("link-spent", "Cannot use this link");
}

function describeLink(row: LinkRow, isVouchedFor: boolean): GuestLink {
  const { linkId, role, uses, used } = row;
  const iso = (at: number) => new Date(at).toISOString();
  return {
    linkId,
    role,
    notBefore: row.notBefore === 0 ? null : iso(row.notBefore),
    expiresAt: iso(row.expiresAt),
    uses,
    used,
    createdAt: iso(row.createdAt),
    isVouchedFor,
  };
}

async function linkIdOf(
  services: SessionServices,
  slug: string,
  secret: string,
): Promise<string | null> {
  const key = await linkSecret(services);
  try {
    // Pasted out of a sentence: what stands behind it is no part of it.
    const jwt = secret.replace(/[^\w-]+$/, "");
    const { payload } = await jwtVerify(jwt, key, { algorithms: ["HS256"], audience: slug });
    return payload.sub ?? null;
  } catch {
    return null;
  }
}

/** Made by whoever needs it first; of several at once one makes it. */
async function linkSecret(
  { kv, randomBytes }: { readonly kv: KvPort } & Pick<SessionServices, "randomBytes">,
): Promise<Uint8Array> {
  for (;;) {
    const row = await kv.get(linkSecretKey);
    if (row.value) return row.value.secret;
    const secret = randomBytes(32);
    const commit = { checks: [unchanged(row)], writes: [setRow(linkSecretKey, { secret })] };
    if (await kv.commit(commit)) return secret;
  }
}
