/** The rows of guest links. Times are milliseconds since 1970. */
import type { GivenRole } from "../../contract/space.ts";
import type { RowKey } from "../storage/kv_port.ts";

/** A link into one space. Revoked: gone. Kept a week past its end, so that its maker sees what became of it. */
export interface LinkRow {
  readonly linkId: string;
  readonly slug: string;
  readonly role: GivenRole;
  /** Zero: from the start. */
  readonly notBefore: number;
  readonly expiresAt: number;
  /** How many sessions it lets in, and how many it has. */
  readonly uses: number;
  readonly used: number;
  readonly createdAt: number;
  /** The standing's id of the moderator who made it: it is good while they may. Absent: the owner did. */
  readonly madeBy?: string;
}

const keptAfterMs = 7 * 24 * 3_600_000;

/** How long, from `now` on, the rows of a link are kept. */
export function linkLifeMs({ expiresAt }: Pick<LinkRow, "expiresAt">, now: number): number {
  return Math.max(0, expiresAt - now) + keptAfterMs;
}

/** Links of one space at once. */
export const maxLinks = 200;

/** One link of a space. */
export function linkKey(slug: string, linkId: string): RowKey<LinkRow> {
  return ["link", slug, linkId];
}

/** All links of a space, for `list`. */
export function linksPrefix(slug: string): RowKey<LinkRow> {
  return ["link", slug];
}

/** What links are signed with; made once, by whoever makes the first link. */
export const linkSecretKey: RowKey<LinkSecretRow> = ["link_secret"];

/** The one key of all links. */
export interface LinkSecretRow {
  /** 256 random bits. */
  readonly secret: Uint8Array<ArrayBuffer>;
}
