/** Commits on behalf of a moderator: the commit itself checks that the role still holds. */
import type { Role } from "../../contract/participant.ts";
import { mayModerate } from "../../contract/roles.ts";
import { roleOf } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { type KvCheck, type KvWrite, unchanged } from "../storage/kv_port.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { admissionVersionWrite, type SpaceRow } from "../rows/space_rows.ts";
import { type Decision, transact } from "../storage/transact.ts";
import { authenticate, type Credentials, type Principal } from "../sessions/principal.ts";

/** A principal who may moderate a space. */
export interface Moderator {
  readonly principal: Principal;
  readonly role: Role;
  readonly rules: SpaceRow;
  /** Checks, for a commit, that all this still holds. */
  readonly checks: readonly KvCheck[];
}

/** The space of a request, and its credentials. */
export interface InSpace {
  readonly credentials: Credentials;
  readonly slug: string;
}

/**
 * The moderator that a request proves.
 *
 * @throws AppError as `authenticate` does; `not-found` for a space without an owner; `not-allowed`.
 */
export async function moderatorOf(
  services: SessionServices,
  { credentials, slug }: InSpace,
): Promise<Moderator> {
  const principal = await authenticate(services, credentials, slug);
  const { spaceRow, membershipRow } = principal;
  const rules = spaceRow.value;
  if (rules === null) {
    throw new AppError("not-found", `Cannot moderate the space "${slug}", which has no owner`);
  }
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

/** An error with the code `not-allowed`. */
export function notAllowed(): AppError {
  return new AppError("not-allowed", "Cannot do this in that role");
}

/**
 * Commits the writes that `step` returns, and checks in the same commit that the moderator's rows are unchanged. Runs `step`
 * again after a conflict.
 *
 * @throws AppError as `moderatorOf` does; `storage-unavailable` at the storage deadline.
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

/** The write of every change of who may enter: requests for new reservations are planned again, and waiting pages ask again. */
export function admissionVersionChange(
  { now, randomBytes }: SessionServices,
  slug: string,
): KvWrite {
  return admissionVersionWrite(slug, { change: randomBytes(8).toHex(), changedAt: now() });
}
