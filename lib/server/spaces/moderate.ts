/** Whoever changes a space, or acts on somebody in it: who they are is decided anew in the commit that does it. */
import type { Role } from "../../contract/participant.ts";
import { mayModerate } from "../../contract/roles.ts";
import { roleOf } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { type KvCheck, type KvWrite, unchanged } from "../storage/kv_port.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { admissionVersionWrite, type SpaceRow } from "../rows/space_rows.ts";
import { type Decision, transact } from "../storage/transact.ts";
import { authenticate, type Credentials, type Principal } from "../sessions/principal.ts";

/** Somebody who may moderate a space. */
export interface Moderator {
  readonly principal: Principal;
  readonly role: Role;
  readonly rules: SpaceRow;
  /** That all this is still so: for the commit that acts on it. */
  readonly checks: readonly KvCheck[];
}

/** A space, and what the request about it proves itself with. */
export interface InSpace {
  readonly credentials: Credentials;
  readonly slug: string;
}

/** @throws AppError as `authenticate` does; `not-found` for a space that nobody made; `not-allowed`. */
export async function moderatorOf(
  services: SessionServices,
  { credentials, slug }: InSpace,
): Promise<Moderator> {
  const principal = await authenticate(services, credentials, slug);
  const { spaceRow, membershipRow } = principal;
  const rules = spaceRow.value;
  if (rules === null) throw new AppError("not-found", `Nobody owns the space "${slug}"`);
  const role = roleOf({
    principalId: principal.principalId,
    rules,
    membership: membershipRow.value,
  });
  const isBanned = role !== "owner" && membershipRow.value?.isBanned;
  if (isBanned || !mayModerate(role)) throw notAllowed();
  return {
    principal,
    role,
    rules,
    checks: [principal.sessionRow, spaceRow, membershipRow].map(unchanged),
  };
}

/** `403 not-allowed`. */
export function notAllowed(): AppError {
  return new AppError("not-allowed", "Cannot do this in that role");
}

/**
 * Does `step` as the moderator that the request proves, and again from the start where anything that it stands on has
 * changed before it was committed.
 *
 * @throws AppError as `moderatorOf` does, and `storage-unavailable` in time.
 */
export function commitAsModerator<Value>(
  services: SessionServices,
  where: InSpace,
  step: (moderator: Moderator) => Promise<Decision<Value>>,
): Promise<Value> {
  return transact(services.kv, async () => {
    const moderator = await moderatorOf(services, where);
    const { commit, value } = await step(moderator);
    const checks = [...moderator.checks, ...commit?.checks ?? []];
    return { commit: commit && { checks, writes: commit.writes }, value };
  });
}

/** Who may enter changes: whoever is minting a place anew decides again, and pages that wait ask again. */
export function admissionVersionChange(
  { now, randomBytes }: SessionServices,
  slug: string,
): KvWrite {
  return admissionVersionWrite(slug, { change: randomBytes(8).toHex(), changedAt: now() });
}
