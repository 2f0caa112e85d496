import type { Services } from "../../services.ts";
import { sessionCookies } from "../kit/cookies.ts";
import { nullIfUnauthenticated } from "../kit/errors.ts";
import { requireUserSession } from "../kit/signed_in.ts";

/**
 * The name of the user who is signed in on the requesting browser, or `null`.
 *
 * @throws AppError `storage-unavailable`, only for a request with a user's cookie.
 */
export async function visitorName(request: Request, services: Services): Promise<string | null> {
  if (sessionCookies(request, services.config).user === null) return null;
  const session = await nullIfUnauthenticated(requireUserSession(request, services));
  return session?.participantName ?? null;
}
