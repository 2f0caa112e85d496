import type { Account, UserSession } from "../../../contract/account.ts";
import { AppError } from "../../base/app_error.ts";
import type { Services } from "../../services.ts";
import { ownSpaces } from "../../spaces/spaces.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { accountOf } from "../endpoints/account.ts";
import { requireUserSession } from "../kit/signed_in.ts";
import { readUserSessions } from "../endpoints/user_sessions.ts";

/** An account, where it is signed in, and the spaces that it owns. */
export interface AccountPageData {
  account: Account;
  sessions: UserSession[];
  slugs: string[];
}

/**
 * What the page of an account shows of whoever asks; `null` where nobody is signed in.
 *
 * @throws AppError `storage-unavailable`.
 */
export async function readAccountPageData(
  request: Request,
  services: Services,
): Promise<AccountPageData | null> {
  try {
    return await withinStorageDeadline(async () => {
      const session = await requireUserSession(request, services);
      const [account, sessions, { slugs }] = await Promise.all([
        accountOf(services, session.userId),
        readUserSessions(services, session),
        ownSpaces(services, session.userId),
      ]);
      return { account, sessions, slugs };
    });
  } catch (error) {
    if (error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}
