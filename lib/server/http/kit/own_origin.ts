/** Is a request this site's own? What cookies and the cross-site rule ask. */
import type { Config } from "../../config/config.ts";
import { isLoopback } from "../../base/is_loopback.ts";

type OriginConfig = Pick<Config, "publicUrl">;

/** Whose page sent a request, as far as the browser says. `unknown`: neither header, so hardly a page's. */
export type Site = "own" | "other" | "unknown";

/**
 * `Sec-Fetch-Site` is the browser's own word; where it is missing (plain http, old browsers) `Origin` is
 * compared: with `PUBLIC_URL`, or with the host that was asked, whose scheme a proxy may have changed.
 */
export function siteOf(request: Request, { publicUrl }: OriginConfig): Site {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" ? "own" : "other";
  const origin = request.headers.get("origin");
  if (origin === null) return "unknown";
  if (!URL.canParse(origin)) return "other";
  const isOwn = publicUrl === null
    ? new URL(origin).host === hostOf(request)
    : origin === publicUrl;
  return isOwn ? "own" : "other";
}

/** Does the browser reach us without TLS on its own machine? Only then a cookie may go without `Secure`. */
export function isPlainLocalhost(request: Request, { publicUrl }: OriginConfig): boolean {
  const { protocol, hostname } = new URL(publicUrl ?? request.url);
  return protocol === "http:" && isLoopback(hostname);
}

/**
 * The origin under which this browser knows us: `PUBLIC_URL`, else the host that was asked. A proxy may have
 * changed its scheme, which the page's own `Origin` tells where it is of the same host.
 */
export function ownOrigin(request: Request, { publicUrl }: OriginConfig): string {
  if (publicUrl !== null) return publicUrl;
  const host = hostOf(request);
  const origin = request.headers.get("origin") ?? "";
  if (URL.canParse(origin) && new URL(origin).host === host) return origin;
  return `${new URL(request.url).protocol}//${host}`;
}

function hostOf(request: Request): string {
  return request.headers.get("host") ?? new URL(request.url).host;
}
