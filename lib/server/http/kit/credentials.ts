/** The credentials of a request, and the cross-site rule. */
import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "../../base/app_error.ts";
import type { Config } from "../../config/config.ts";
import type { Credentials } from "../../sessions/principal.ts";
import { sessionCookies } from "./cookies.ts";
import { siteOf } from "./own_origin.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The credentials of a request; `sessionToken` comes from its body. In a request that changes something,
 * cookies count only from our own pages.
 *
 * @throws AppError `cross-site` for such a request that has cookies alone.
 */
export function credentialsOf(
  request: Request,
  config: Config,
  sessionToken: string | null = null,
): Credentials {
  const bearer = bearerOf(request);
  const cookies = sessionCookies(request, config);
  const hasCookie = cookies.guest !== null || cookies.user !== null;
  const mayUseCookies = safeMethods.has(request.method) || siteOf(request, config) === "own";
  if (hasCookie && !mayUseCookies && bearer === null && sessionToken === null) {
    throw new AppError("cross-site", "Cannot use a cookie for another site's page");
  }
  return {
    bearer,
    sessionToken,
    userCookie: mayUseCookies ? cookies.user : null,
    guestCookie: mayUseCookies ? cookies.guest : null,
  };
}

/** True for a request with exactly this bearer token; the time of the comparison tells nothing of it. */
export function hasBearer(request: Request, token: string): boolean {
  const hashes = [bearerOf(request) ?? "", token].map((text) =>
    createHash("sha256").update(text).digest()
  );
  return timingSafeEqual(hashes[0], hashes[1]);
}

/** The text after `Bearer`, possibly empty; `null` without the header or with another scheme (a proxy's `Basic`). */
export function bearerOf(request: Request): string | null {
  const match = /^Bearer(?: +(.*))?$/i.exec(request.headers.get("authorization") ?? "");
  return match && (match[1] ?? "").trim();
}
