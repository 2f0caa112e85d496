/** The rows that a refused token request writes: a knock, or a guest's ban copied to the account. */
import type { ErrorCode } from "../../contract/errors.ts";
import { membershipOf } from "./entry.ts";
import { setRow, unchanged, unexpired } from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import {
  knockKey,
  knockLifeMs,
  type KnockRow,
  knocksChangedKey,
  membershipWrites,
  withdrawnWaitKey,
} from "../rows/space_rows.ts";
import type { Principal } from "../sessions/principal.ts";

/** A refused token request. */
export interface Refusal {
  readonly principal: Principal;
  readonly slug: string;
  readonly participantName?: string;
  readonly code: ErrorCode;
  /** The page's name of its wait; absent: a client without one. */
  readonly waitId?: string;
}

/** Writes the rows of a refusal. A commit that conflicts is not tried again: the page asks again. */
export async function recordRefusal(services: CoreServices, refusal: Refusal): Promise<void> {
  if (refusal.code === "waiting-for-admission") await storeKnock(services, refusal);
  if (refusal.code === "banned") await copyGuestBanToUser(services, refusal);
}

/** Stores the knock, or renews its life. A new knock or name is announced to those who may admit. */
async function storeKnock(
  { kv, now, randomBytes }: CoreServices,
  { principal, slug, participantName, waitId = "" }: Refusal,
): Promise<void> {
  const at = now();
  const { principalId } = principal;
  const [row, withdrawnRow] = await Promise.all([
    kv.get(knockKey(slug, principalId)),
    kv.get(withdrawnWaitKey(slug, principalId, waitId)),
  ]);
  if (unexpired(withdrawnRow, at)) return;
  const before = unexpired(row, at);
  const knock: KnockRow = {
    knockId: before?.knockId ?? `knock_${randomBytes(16).toHex()}`,
    owner: principalId,
    participantName: (principal.kind === "guest" && participantName) ||
      principal.session.participantName,
    since: before?.since ?? at,
    expiresAt: at + knockLifeMs,
  };
  const isNews = before?.participantName !== knock.participantName;
  await kv.commit({
    // A moderator's decision deletes the knock, and so does the person; the checks keep it deleted.
    checks: [unchanged(row), unchanged(withdrawnRow)],
    writes: [
      setRow(row.key, knock, knockLifeMs),
      ...(isNews ? [setRow(knocksChangedKey(slug), { at }, knockLifeMs)] : []),
    ],
  });
}

/** A banned guest who signs in is banned as a user, since both cookies prove one person. */
async function copyGuestBanToUser(
  { kv, now }: CoreServices,
  { principal }: Refusal,
): Promise<void> {
  const membership = membershipOf(principal, now());
  if (membership === null || membership === principal.membershipRow.value) return;
  await kv.commit({
    checks: [unchanged(principal.membershipRow)],
    writes: membershipWrites(membership),
  });
}
