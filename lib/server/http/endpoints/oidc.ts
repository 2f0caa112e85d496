/** `GET /auth/oidc/…`: a sign-in at an OpenID Connect provider, as a page or a pop-up, and the sign-out there. */
import type { SignInMessage } from "../../../contract/sign_in.ts";
import { AppError } from "../../base/app_error.ts";
import {
  beginPendingSignIn,
  type PendingSignInKind,
  takePendingSignIn,
} from "../../accounts/pending_sign_ins.ts";
import { type Oidc, type OidcExpected, providerErrorOf } from "../../accounts/oidc.ts";
import type { Services } from "../../services.ts";
import { findOrMakeUser } from "../../accounts/users.ts";
import { ceremonyCookie, clearSessionCookie, setSessionCookie } from "../kit/cookies.ts";
import { ownPath } from "../kit/own_path.ts";
import { siteOf } from "../kit/own_origin.ts";
import { signIn } from "../kit/signed_in.ts";

/** A pending sign-in, kept from `start` to `callback`. */
interface OidcCeremony extends OidcExpected {
  readonly returnPath: string;
  readonly isPopup: boolean;
}

/** A sign-in at the provider may take this long. */
export const oidcCeremonyLifeMs = 600_000;

const ceremonyKind: PendingSignInKind<OidcCeremony> = { kind: "oidc", lifeMs: oidcCeremonyLifeMs };

/** The data of the page that shows how a sign-in ended. */
export interface SignInEndView {
  readonly outcome: SignInMessage["signIn"] | "failed";
  /** The provider did not answer. */
  readonly isAway: boolean;
  readonly isPopup: boolean;
  readonly providerName: string;
  /** The page to go on to after the sign-in: a path of our own. */
  readonly returnPath: string;
  /** The path that begins the same sign-in again. */
  readonly startPath: string;
}

/** The answer to a step of a sign-in: a page, or with `view: null` a redirect in `headers`. */
export interface SignInAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly view: SignInEndView | null;
}

/**
 * Redirects the browser to the provider; from another site's page to our sign-in page.
 *
 * @throws AppError `not-found` without a configured provider; `storage-unavailable`.
 */
export async function startOidc(request: Request, services: Services): Promise<SignInAnswer> {
  const oidc = requireProvider(services);
  const { searchParams } = new URL(request.url);
  const returnPath = ownPath(searchParams.get("return"));
  const isPopup = searchParams.get("popup") === "1";
  const headers = privateHeaders();
  if (siteOf(request, services.config) === "other") {
    return redirectTo(signInPath(returnPath), headers);
  }
  try {
    const { url, expected } = await oidc.begin();
    const ceremony = { ...expected, returnPath, isPopup };
    const token = await beginPendingSignIn(services, ceremonyKind, ceremony);
    const cookie = { token, maxAgeSeconds: oidcCeremonyLifeMs / 1000 };
    headers.append("set-cookie", setSessionCookie("ceremony", cookie, request, services.config));
    return redirectTo(url, headers);
  } catch (error) {
    return failureAnswer(error, services, { isPopup, returnPath }, headers);
  }
}

/**
 * Checks the provider's answer in the browser that began the sign-in, and opens a user session.
 *
 * @throws AppError `not-found` without a configured provider; `storage-unavailable`.
 */
export async function finishOidc(request: Request, services: Services): Promise<SignInAnswer> {
  const oidc = requireProvider(services);
  const headers = privateHeaders();
  let from = { returnPath: "/", isPopup: false };
  try {
    const token = ceremonyCookie(request, services.config);
    const ceremony = await takePendingSignIn(services, ceremonyKind, token);
    headers.append("set-cookie", clearSessionCookie("ceremony", request, services.config));
    from = ceremony;
    const person = await oidc.finish(new URL(request.url).search, ceremony);
    if ("declined" in person) {
      services.log.info("oidc-sign-in-declined", { reason: person.declined });
      return endAnswer("cancelled", services, from, headers);
    }
    const { userId } = await findOrMakeUser(services, person);
    const { headers: cookies } = await signIn(request, services, userId);
    for (const cookie of cookies.getSetCookie()) headers.append("set-cookie", cookie);
    return endAnswer("done", services, from, headers);
  } catch (error) {
    return failureAnswer(error, services, from, headers);
  }
}

/**
 * Redirects the browser to the provider's sign-out, from which it comes back to the home page; at once to the home page where
 * there is none, and for another site's page. The session here has ended already.
 *
 * @throws AppError `not-found` unless `OIDC_SIGN_OUT=provider`.
 */
export async function signOutAtProvider(request: Request, services: Services): Promise<Response> {
  const oidc = requireProvider(services);
  if (services.config.oidc?.signsOutThere !== true) {
    throw new AppError("not-found", "Signing out at the provider is off");
  }
  const headers = privateHeaders();
  headers.set("location", "/");
  if (siteOf(request, services.config) !== "other") {
    try {
      headers.set("location", await oidc.signOutUrl() ?? "/");
    } catch (error) {
      // Signed out here all the same.
      services.log.warn("oidc-sign-out-failed", { error });
    }
  }
  return new Response(null, { status: 303, headers });
}

/** The path that signs a user out at the provider too; `null` where that is off, or the account is not of this provider. */
export function providerSignOutPath(
  { oidc }: Services["config"],
  issuers: readonly string[],
): string | null {
  return oidc?.signsOutThere && issuers.includes(oidc.issuer) ? "/auth/oidc/sign-out" : null;
}

/** The sign-in page's path; it leads back to `returnPath`. */
export function signInPath(returnPath: string): string {
  return returnPath === "/" ? "/sign-in" : `/sign-in?return=${encodeURIComponent(returnPath)}`;
}

/** The path of "Continue with …". */
export function oidcStartPath(returnPath: string, isPopup = false): string {
  const query = new URLSearchParams({ return: returnPath, ...(isPopup && { popup: "1" }) });
  return `/auth/oidc/start?${query}`;
}

interface SignInStart {
  readonly returnPath: string;
  readonly isPopup: boolean;
}

function endAnswer(
  outcome: SignInMessage["signIn"],
  services: Services,
  from: SignInStart,
  headers: Headers,
): SignInAnswer {
  // A page rather than a redirect: its script tells the other tabs and windows of this browser.
  if (outcome === "done" || from.isPopup) {
    return { status: 200, headers, view: viewOf(services, from, { outcome, isAway: false }) };
  }
  return redirectTo(signInPath(from.returnPath), headers);
}

function failureAnswer(
  error: unknown,
  services: Services,
  from: SignInStart,
  headers: Headers,
): SignInAnswer {
  const hasPage = error instanceof AppError &&
    (error.status === 401 || error.code === "identity-unavailable");
  if (!hasPage) throw error;
  services.log.warn("oidc-sign-in-failed", { providerError: providerErrorOf(error), error });
  const { status } = error;
  const isAway = status === 503;
  if (isAway) headers.set("retry-after", "5");
  return { status, headers, view: viewOf(services, from, { outcome: "failed", isAway }) };
}

function viewOf(
  { config }: Services,
  { returnPath, isPopup }: SignInStart,
  end: Pick<SignInEndView, "outcome" | "isAway">,
): SignInEndView {
  const providerName = config.oidc?.providerName ?? "";
  const startPath = oidcStartPath(returnPath, isPopup);
  return { ...end, isPopup, providerName, returnPath, startPath };
}

function redirectTo(location: string, headers: Headers): SignInAnswer {
  headers.set("location", location);
  return { status: 303, headers, view: null };
}

function requireProvider({ oidc }: Services): Oidc {
  if (oidc === null) throw new AppError("not-found", "No identity provider is configured");
  return oidc;
}

/** Headers that keep these addresses, which contain codes and states, out of caches and `Referer`. */
function privateHeaders(): Headers {
  return new Headers({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
}
