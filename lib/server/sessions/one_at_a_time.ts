import type { SessionServices } from "./session_services.ts";
import type { Credentials } from "./principal.ts";

/** Runs `work` once all earlier requests of the same session in the space have settled, within one process. */
export function oneAtATime<Value>(
  { mutex }: Pick<SessionServices, "mutex">,
  { slug, credentials }: { readonly slug: string; readonly credentials: Credentials },
  work: () => Promise<Value>,
): Promise<Value> {
  const { bearer, userCookie, sessionToken, guestCookie } = credentials;
  const proof = bearer ?? userCookie ?? sessionToken ?? guestCookie ?? "";
  return mutex.run(`${slug} ${proof}`, work);
}
