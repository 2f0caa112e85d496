/** Signed guest links into a space: made, listed, revoked, exchanged for a membership. */
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
} from "./commit_as_moderator.ts";
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

/**
 * Makes a link; only the owner's may give the role of a moderator.
 *
 * @throws AppError as `commitAsModerator` does; `not-allowed`; `too-many-links`.
 */
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
    const key = await readOrMakeLinkSecret(services);
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
      links.map(async (link) =>
        describeLink(link, mayVouch(await readMakerMembership(services.kv, link)))
      ),
    );
  });
}

/** Ends a link; memberships that it gave stay. */
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
 * Gives the principal the membership of the link, once: a repeated exchange counts no second use, and gives back nothing
 * that a moderator took away since.
 *
 * @throws AppError as `authenticate` does; `banned`; `link-spent` alike for a link that is used up, expired, not yet valid,
 * revoked, forged, of another space, or of a maker who may make none any more.
 */
export async function exchangeLink(
  services: SessionServices,
  { credentials, slug }: InSpace,
  secret: string,
): Promise<Role> {
  const { role, seatId } = await withinStorageDeadline(async (isLate) => {
    const linkId = await verifyLink(services, slug, secret);
    if (linkId === null) {
      await authenticate(services, credentials, slug);
      throw linkSpent();
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
  // A participant inside gets the role at once, also when an exchange is repeated after a lost answer.
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
  if (isOver) throw linkSpent();
  const makerRow = await readMakerMembership(kv, link);
  if (!mayVouch(makerRow)) throw linkSpent();
  const roleBy = (membership = membershipRow.value) =>
    roleOf({ principalId, rules: spaceRow.value, membership });
  if (roleBy() === "owner") return { commit: null, value: "owner" };
  if (membershipRow.value?.isBanned) throw new AppError("banned", `Cannot enter space "${slug}"`);
  if (usedLinkIds(membershipRow.value).includes(linkId)) {
    if (isMember(membershipRow.value)) return { commit: null, value: roleBy() };
    throw linkSpent();
  }
  if (link.used >= link.uses) throw linkSpent();
  const { participantName } = session;
  const before = membershipFor(
    membershipRow.value,
    { slug, owner: principalId, participantName },
    randomBytes,
  );
  const membership = applyLink(before, link, at);
  // The seat is written, so that a token being minted is planned again with the new role.
  const seat = touchSeat(principal.principalSeatRow, at);
  const read = [principal.sessionRow, linkRow, membershipRow, ...(makerRow ? [makerRow] : [])];
  const writes = [
    setRow(linkRow.key, { ...link, used: link.used + 1 }, linkLifeMs(link, at)),
    ...membershipWrites(membership),
    ...admissionWrites(principal, slug, at),
    ...knockRemovalWrites(slug, principalId, at),
    ...(seat ? [...seat.writes, admissionVersionChange(services, slug)] : []),
  ];
  const checks = [
    ...read.map(unchanged),
    ...(seat?.checks ?? [unchanged(principal.principalSeatRow)]),
  ];
  return { commit: { checks, writes }, value: roleBy(membership) };
}

/** The membership of the moderator who made a link; `null`: the owner made it. */
async function readMakerMembership(
  kv: KvPort,
  { slug, madeBy }: Pick<LinkRow, "slug" | "madeBy">,
): Promise<KvRow<MembershipRow> | null> {
  if (madeBy === undefined) return null;
  const makerId = (await kv.get(membershipIdKey(slug, madeBy))).value?.owner;
  // The empty id has no row: the membership is gone.
  return await kv.get(membershipKey(slug, makerId ?? ""));
}

function mayVouch(makerRow: KvRow<MembershipRow> | null): boolean {
  const maker = makerRow?.value;
  return makerRow === null || (maker?.role === "moderator" && !maker.isBanned);
}

function admissionWrites(principal: Principal, slug: string, now: number): KvWrite[] {
  return principal.kind === "guest"
    ? [guestSessionWrite(admitToSpace(principal.session, slug), now)]
    : [];
}

function linkSpent(): AppError {
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

async function verifyLink(
  services: SessionServices,
  slug: string,
  secret: string,
): Promise<string | null> {
  const key = await readOrMakeLinkSecret(services);
  try {
    // A link pasted out of a sentence may have punctuation at its end.
    const jwt = secret.replace(/[^\w-]+$/, "");
    const { payload } = await jwtVerify(jwt, key, { algorithms: ["HS256"], audience: slug });
    return payload.sub ?? null;
  } catch {
    return null;
  }
}

/** The key that signs links; the first call makes it, one of several concurrent ones. */
async function readOrMakeLinkSecret(
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
