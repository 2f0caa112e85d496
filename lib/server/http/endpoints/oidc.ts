/** `GET /auth/oidc/start` and `GET /auth/oidc/callback`: a sign-in at an OpenID Connect provider, as a page or a pop-up. */
import type { SignInMessage } from "../../../contract/sign_in.ts";
import { AppError } from "../../base/app_error.ts";
import {
  beginPendingSignIn,
  type PendingSignInKind,
  takePendingSignIn,
} from "../../accounts/pending_sign_ins.ts";
import type { Oidc, OidcExpected } from "../../accounts/oidc.ts";
import type { Services } from "../../services.ts";
import { findOrMakeUser } from "../../accounts/users.ts";
import { ceremonyCookie, clearSessionCookie, setSessionCookie } from "../kit/cookies.ts";
import { ownPath } from "../kit/own_path.ts";
import { siteOf } from "../kit/own_origin.ts";
import { signIn } from "../kit/signed_in.ts";

/** What a browser began, and has to bring back. */
interface OidcCeremony extends OidcExpected {
  readonly returnPath: string;
  readonly isPopup: boolean;
}

/** A person has this long at the provider. */
export const oidcCeremonyLifeMs = 600_000;

const ceremonyKind: PendingSignInKind<OidcCeremony> = { kind: "oidc", lifeMs: oidcCeremonyLifeMs };

/** The page that says how a sign-in ended. */
export interface SignInEndView {
  readonly outcome: SignInMessage["signIn"] | "failed";
  /** The provider did not answer: what went wrong is nobody's doing here. */
  readonly isAway: boolean;
  readonly isPopup: boolean;
  readonly providerName: string;
  /** Where whoever signed in goes on: a path of our own. */
  readonly returnPath: string;
  /** Where the same sign-in begins anew. */
  readonly startPath: string;
}

/** What a step of a sign-in is answered with: a page, or (`view: null`) the way on in `headers`. */
export interface SignInAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly view: SignInEndView | null;
}

/**
 * Sends the browser to the provider. Another site's page cannot begin a sign-in: it is led to where one is asked.
 *
 * @throws AppError `not-found` where no provider is configured; `storage-unavailable`.
 */
export async function startOidc(request: Request, services: Services): Promise<SignInAnswer> {
  const oidc = providerOf(services);
  const { searchParams } = new URL(request.url);
  const returnPath = ownPath(searchParams.get("return"));
  const isPopup = searchParams.get("popup") === "1";
  const headers = privateHeaders();
  if (siteOf(request, services.config) === "other") {
    return leadingTo(signInPath(returnPath), headers);
  }
  try {
    const { url, expected } = await oidc.begin();
    const ceremony = { ...expected, returnPath, isPopup };
    const token = await beginPendingSignIn(services, ceremonyKind, ceremony);
    const cookie = { token, maxAgeSeconds: oidcCeremonyLifeMs / 1000 };
    headers.append("set-cookie", setSessionCookie("ceremony", cookie, request, services.config));
    return leadingTo(url, headers);
  } catch (error) {
    return failed(error, services, { isPopup, returnPath }, headers);
  }
}

/**
 * Takes what the provider sent back with the browser that began: opens the session of whoever it is.
 *
 * @throws AppError `not-found` where no provider is configured; `storage-unavailable`.
 */
export async function finishOidc(request: Request, services: Services): Promise<SignInAnswer> {
  const oidc = providerOf(services);
  const headers = privateHeaders();
  let from = { returnPath: "/", isPopup: false };
  try {
    const token = ceremonyCookie(request, services.config);
    const ceremony = await takePendingSignIn(services, ceremonyKind, token);
    headers.append("set-cookie", clearSessionCookie("ceremony", request, services.config));
    from = ceremony;
    const person = await oidc.finish(new URL(request.url).search, ceremony);
    if (person === null) return ended("cancelled", services, from, headers);
    const { userId } = await findOrMakeUser(services, person);
    const { headers: cookies } = await signIn(request, services, userId);
    for (const cookie of cookies.getSetCookie()) headers.append("set-cookie", cookie);
    return ended("done", services, from, headers);
  } catch (error) {
    return failed(error, services, from, headers);
  }
}

/** The page on which one chooses how to sign in, and comes back from to `returnPath`. */
export function signInPath(returnPath: string): string {
  return returnPath === "/" ? "/sign-in" : `/sign-in?return=${encodeURIComponent(returnPath)}`;
}

/** Where "Continue with …" leads to. */
export function oidcStartPath(returnPath: string, isPopup = false): string {
  const query = new URLSearchParams({ return: returnPath, ...(isPopup && { popup: "1" }) });
  return `/auth/oidc/start?${query}`;
}

interface From {
  readonly returnPath: string;
  readonly isPopup: boolean;
}

function ended(
  outcome: SignInMessage["signIn"],
  services: Services,
  from: From,
  headers: Headers,
): SignInAnswer {
  // A page, and no way on in a header: the other tabs and windows of this browser are to hear of it.
  if (outcome === "done" || from.isPopup) {
    return { status: 200, headers, view: viewOf(services, from, { outcome, isAway: false }) };
  }
  return leadingTo(signInPath(from.returnPath), headers);
}

function failed(error: unknown, services: Services, from: From, headers: Headers): SignInAnswer {
  const isTold = error instanceof AppError &&
    (error.status === 401 || error.code === "identity-unavailable");
  if (!isTold) throw error;
  services.log.warn("oidc-sign-in-failed", { error });
  const { status } = error;
  const isAway = status === 503;
  if (isAway) headers.set("retry-after", "5");
  return { status, headers, view: viewOf(services, from, { outcome: "failed", isAway }) };
}

function viewOf(
  { config }: Services,
  { returnPath, isPopup }: From,
  end: Pick<SignInEndView, "outcome" | "isAway">,
): SignInEndView {
  const providerName = config.oidc?.providerName ?? "";
  const startPath = oidcStartPath(returnPath, isPopup);
  return { ...end, isPopup, providerName, returnPath, startPath };
}

function leadingTo(location: string, headers: Headers): SignInAnswer {
  headers.set("location", location);
  return { status: 303, headers, view: null };
}

function providerOf({ oidc }: Services): Oidc {
  if (oidc === null) throw new AppError("not-found", "No identity provider is configured");
  return oidc;
}

/** Codes and states stand in these addresses: nobody is told them, and nothing keeps them. */
function privateHeaders(): Headers {
  return new Headers({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
}
