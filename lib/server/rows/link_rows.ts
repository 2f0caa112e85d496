/** The rows of guest links. Times are milliseconds since 1970. */
import type { GivenRole } from "../../contract/space.ts";
import type { RowKey } from "../storage/kv_port.ts";

/** A guest link into one space. Revoking deletes it. Kept a week past its end, so that its maker sees its use. */
export interface LinkRow {
  readonly linkId: string;
  readonly slug: string;
  readonly role: GivenRole;
  /** Start of its use; zero: at once. */
  readonly notBefore: number;
  readonly expiresAt: number;
  /** `uses`: sessions that the link may admit; `used`: sessions that it has admitted. */
  readonly uses: number;
  readonly used: number;
  readonly createdAt: number;
  /** The `personId` of the moderator who made the link, which is valid while they may moderate. Absent: the owner made it. */
  readonly madeBy?: string;
}

const keptAfterMs = 7 * 24 * 3_600_000;

/** Milliseconds, from `now` on, for which the rows of a link are kept. */
export function linkLifeMs({ expiresAt }: Pick<LinkRow, "expiresAt">, now: number): number {
  return Math.max(0, expiresAt - now) + keptAfterMs;
}

/** Most links of one space. */
export const maxLinks = 200;

/** Key of one link. */
export function linkKey(slug: string, linkId: string): RowKey<LinkRow> {
  return ["link", slug, linkId];
}

/** Prefix of all links of a space, for `list`. */
export function linksPrefix(slug: string): RowKey<LinkRow> {
  return ["link", slug];
}

/** Key of the secret that signs links; written once, with the first link. */
export const linkSecretKey: RowKey<LinkSecretRow> = ["link_secret"];

/** The secret that signs links. */
export interface LinkSecretRow {
  /** 256 random bits. */
  readonly secret: Uint8Array<ArrayBuffer>;
}
