import type { Account, UserSession } from "../../../contract/account.ts";
import type { Services } from "../../services.ts";
import { ownSpaces } from "../../spaces/spaces.ts";
import { spaceKey } from "../../rows/space_rows.ts";
import { readRows } from "../../storage/kv_port.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { accountOf } from "../endpoints/account.ts";
import { nullIfUnauthenticated } from "../kit/errors.ts";
import { requireUserSession } from "../kit/signed_in.ts";
import { readUserSessions } from "../endpoints/user_sessions.ts";

/** An account, its user sessions, and the slugs of the spaces that it owns. */
export interface AccountPageData {
  account: Account;
  sessions: UserSession[];
  slugs: string[];
  /** Names of those that have one, by slug. */
  names: Record<string, string>;
}

/**
 * The account page's data; `null` without a valid user session.
 *
 * @throws AppError `storage-unavailable`.
 */
export function readAccountPageData(
  request: Request,
  services: Services,
): Promise<AccountPageData | null> {
  return nullIfUnauthenticated(withinStorageDeadline(async () => {
    const session = await requireUserSession(request, services);
    const [account, sessions, { slugs }] = await Promise.all([
      accountOf(services, session.userId),
      readUserSessions(services, session),
      ownSpaces(services, session.userId),
    ]);
    const rows = await readRows(services.kv, slugs.map(spaceKey));
    const names = rows.flatMap(({ value }) => value?.name ? [[value.slug, value.name]] : []);
    return { account, sessions, slugs, names: Object.fromEntries(names) };
  }));
}
