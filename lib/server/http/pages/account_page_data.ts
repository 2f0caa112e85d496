import type { Account, UserSession } from "../../../contract/account.ts";
import { AppError } from "../../base/app_error.ts";
import type { Services } from "../../services.ts";
import { ownSpaces } from "../../spaces/spaces.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { accountOf } from "../endpoints/account.ts";
import { signedInUser } from "../kit/signed_in.ts";
import { sessionsOf } from "../endpoints/user_sessions.ts";

/** An account, where it is signed in, and the spaces that it owns. */
export interface AccountVisit {
  account: Account;
  sessions: UserSession[];
  slugs: string[];
}

/**
 * What the page of an account shows of whoever asks; `null` where nobody is signed in.
 *
 * @throws AppError `storage-unavailable`.
 */
export async function readAccountVisit(
  request: Request,
  services: Services,
): Promise<AccountVisit | null> {
  try {
    return await withinStorageDeadline(async () => {
      const session = await signedInUser(request, services);
      const [account, sessions, { slugs }] = await Promise.all([
        accountOf(services, session.userId),
        sessionsOf(services, session),
        ownSpaces(services, session.userId),
      ]);
      return { account, sessions, slugs };
    });
  } catch (error) {
    if (error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}
