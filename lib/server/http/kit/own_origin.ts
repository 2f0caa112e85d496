/** Whether a request comes from our own pages. */
import type { Config } from "../../config/config.ts";
import { isLoopback } from "../../base/is_loopback.ts";

type OriginConfig = Pick<Config, "publicUrl">;

/** The site whose page sent a request, as the browser says. `unknown`: neither header, so probably not a browser. */
export type Site = "own" | "other" | "unknown";

/**
 * The site of the requesting page by `Sec-Fetch-Site`. Where that is missing (plain http, old browsers), `Origin` is
 * compared with `PUBLIC_URL`; without `PUBLIC_URL` its host with the request's, since a proxy may change the scheme.
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

/** True for plain http on localhost: only there a cookie may go without `Secure`. */
export function isPlainLocalhost(request: Request, { publicUrl }: OriginConfig): boolean {
  const { protocol, hostname } = new URL(publicUrl ?? request.url);
  return protocol === "http:" && isLoopback(hostname);
}

/**
 * Our origin as this browser sees it: `PUBLIC_URL`, else `Origin` if its host is the requested one (a proxy may have
 * changed the scheme), else the request's.
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
