/** Signed links into a space: made, listed, revoked, exchanged for a standing. */
import { jwtVerify, SignJWT } from "jose";
import type { GuestLink, LinkRequest } from "../contract/space.ts";
import type { Role } from "../contract/participant.ts";
import { roleOf } from "./access.ts";
import { AppError } from "./app_error.ts";
import { admitted, guestSessionWrite } from "./guest_session_rows.ts";
import { storageTooLate } from "./kv_connection.ts";
import { deleteRow, type KvPort, type KvWrite, setRow, unchanged } from "./kv_port.ts";
import {
  linkKept,
  linkKey,
  type LinkRow,
  linkSecretKey,
  linksPrefix,
  linkUseKey,
  maxLinks,
} from "./link_rows.ts";
import { type InSpace, moderated, moderatorOf, notAllowed } from "./moderate.ts";
import type { Services } from "./services.ts";
import { knockKey, standingWrites } from "./space_rows.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";
import { byLink, standingFor } from "./standings.ts";
import { identify, type Who } from "./who.ts";

/** A link, and its secret part. */
export interface MadeGuestLink {
  readonly link: GuestLink;
  readonly secret: string;
}

/** @throws AppError as `moderated` does; `not-allowed` also where a moderator's link would make moderators. */
export async function makeLink(
  services: Services,
  where: InSpace,
  { role, notBefore, expiresAt, uses }: LinkRequest,
): Promise<MadeGuestLink> {
  const { kv, randomBytes } = services;
  const { slug } = where;
  const { row, key } = await moderated(services, where, async (moderator) => {
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
    };
    const key = await linkSecret(services);
    const writes = [setRow(linkKey(slug, row.linkId), row, linkKept(row, services.now()))];
    return { commit: { checks: [], writes }, value: { row, key } };
  });
  const secret = await new SignJWT().setProtectedHeader({ alg: "HS256" })
    .setSubject(row.linkId).setAudience(slug).sign(key);
  return { link: describeLink(row), secret };
}

/**
 * The links of a space, the oldest first.
 *
 * @throws AppError as `moderatorOf` does.
 */
export function readLinks(services: Services, where: InSpace): Promise<GuestLink[]> {
  return withinStorageDeadline(async () => {
    await moderatorOf(services, where);
    const rows = await services.kv.list(linksPrefix(where.slug), maxLinks);
    return rows.flatMap(({ value }) => value ?? [])
      .sort((one, other) => one.createdAt - other.createdAt).map(describeLink);
  });
}

/** Nobody uses it from here on; whoever did keeps what it gave. */
export function revokeLink(services: Services, where: InSpace, linkId: string): Promise<void> {
  const writes = [deleteRow(linkKey(where.slug, linkId))];
  return moderated(
    services,
    where,
    () => Promise.resolve({ commit: { checks: [], writes }, value: undefined }),
  );
}

/**
 * What the link gives, to the session that asks: once, however often it asks.
 *
 * @throws AppError as `identify` does; `banned`; `link-spent` for a link that is used up, over, not yet begun, revoked,
 * forged or of another space, all alike.
 */
export function exchangeLink(
  services: Services,
  { credentials, slug }: InSpace,
  secret: string,
): Promise<Role> {
  return withinStorageDeadline(async (isLate) => {
    const linkId = await linkIdOf(services, slug, secret);
    if (linkId === null) {
      await identify(services, credentials, slug);
      throw spent();
    }
    return await services.inTurn.run(`link ${linkId}`, async () => {
      while (!isLate()) {
        const who = await identify(services, credentials, slug);
        const role = await exchangeOnce(services, slug, linkId, who);
        if (role !== null) return role;
      }
      throw storageTooLate();
    });
  });
}

/** `null` where somebody else was faster. */
async function exchangeOnce(
  { kv, now, randomBytes }: Services,
  slug: string,
  linkId: string,
  who: Who,
): Promise<Role | null> {
  const { owner, standingRow, rulesRow, session } = who;
  const [linkRow, useRow] = await kv.getMany([
    linkKey(slug, linkId),
    linkUseKey(slug, linkId, owner),
  ]);
  const link = linkRow.value;
  const at = now();
  const isOver = link === null || rulesRow.value === null || at < link.notBefore ||
    link.expiresAt <= at;
  if (isOver) throw spent();
  const roleBy = (standing = standingRow.value) =>
    roleOf({ owner, rules: rulesRow.value, standing });
  if (roleBy() === "owner") return "owner";
  if (standingRow.value?.isBanned) throw new AppError("banned", `Cannot enter space "${slug}"`);
  const isUsed = useRow.value !== null;
  if (isUsed && standingRow.value?.linkId === linkId) return roleBy();
  if (!isUsed && link.used >= link.uses) throw spent();
  const { participantName } = session;
  const before = standingFor(standingRow.value, { slug, owner, participantName }, randomBytes);
  const standing = byLink(before, link, at);
  const lifeMs = linkKept(link, at);
  const counted = isUsed ? [] : [
    setRow(linkRow.key, { ...link, used: link.used + 1 }, lifeMs),
    setRow(useRow.key, { at }, lifeMs),
  ];
  const isMade = await kv.commit({
    checks: [who.sessionRow, linkRow, useRow, standingRow].map(unchanged),
    writes: [
      ...counted,
      ...standingWrites(standing),
      ...admission(who, slug, at),
      deleteRow(knockKey(slug, owner)),
    ],
  });
  return isMade ? roleBy(standing) : null;
}

function admission(who: Who, slug: string, now: number): KvWrite[] {
  return who.kind === "guest" ? [guestSessionWrite(admitted(who.session, slug), now)] : [];
}

function spent(): AppError {
  return new AppError("link-spent", "Cannot use this link");
}

function describeLink(row: LinkRow): GuestLink {
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
  };
}

async function linkIdOf(services: Services, slug: string, secret: string): Promise<string | null> {
  const key = await linkSecret(services);
  try {
    const { payload } = await jwtVerify(secret, key, { algorithms: ["HS256"], audience: slug });
    return payload.sub ?? null;
  } catch {
    return null;
  }
}

/** Made by whoever needs it first; of several at once one makes it. */
async function linkSecret(
  { kv, randomBytes }: { readonly kv: KvPort } & Pick<Services, "randomBytes">,
): Promise<Uint8Array> {
  for (;;) {
    const row = await kv.get(linkSecretKey);
    if (row.value) return row.value.secret;
    const secret = randomBytes(32);
    const commit = { checks: [unchanged(row)], writes: [setRow(linkSecretKey, { secret })] };
    if (await kv.commit(commit)) return secret;
  }
}
