import { AppError } from "../../base/app_error.ts";
import type { Services } from "../../services.ts";
import { sessionCookies } from "../kit/cookies.ts";
import { requireUserSession } from "../kit/signed_in.ts";

/**
 * The name of who is signed in on the asking browser, or `null`.
 *
 * @throws AppError `storage-unavailable` where there is a cookie to look up.
 */
export async function visitorName(request: Request, services: Services): Promise<string | null> {
  if (sessionCookies(request, services.config).user === null) return null;
  try {
    return (await requireUserSession(request, services)).participantName;
  } catch (error) {
    if (error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}
