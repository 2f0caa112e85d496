/** The cookies that carry sessions: `HttpOnly; Secure; SameSite=Lax` with the `__Host-` prefix; without prefix and `Secure` on plain-http localhost. */
import { parseCookie, stringifySetCookie } from "cookie";
import type { Config } from "../../config/config.ts";
import { isPlainLocalhost } from "./own_origin.ts";

/** `ceremony` binds a pending sign-in to the browser that began it. */
export type SessionCookie = "guest" | "user" | "ceremony";

/** The session tokens in a request's cookies. A cookie counts only under the name that this server would set here. */
export function sessionCookies(
  request: Request,
  config: Config,
): Record<"guest" | "user", string | null> {
  const header = request.headers.get("cookie");
  if (header === null) return { guest: null, user: null };
  const cookies = parseCookie(header);
  return {
    guest: cookies[cookieName("guest", request, config)] || null,
    user: cookies[cookieName("user", request, config)] || null,
  };
}

/** The token of the last sign-in that this browser began, or `null`. */
export function ceremonyCookie(request: Request, config: Config): string | null {
  const cookies = parseCookie(request.headers.get("cookie") ?? "");
  return cookies[cookieName("ceremony", request, config)] || null;
}

/** A `Set-Cookie` header. */
export function setSessionCookie(
  which: SessionCookie,
  { token, maxAgeSeconds }: { readonly token: string; readonly maxAgeSeconds: number },
  request: Request,
  config: Config,
): string {
  return stringifySetCookie({
    name: cookieName(which, request, config),
    value: token,
    httpOnly: true,
    secure: !isPlainLocalhost(request, config),
    sameSite: "lax",
    path: "/",
    maxAge: maxAgeSeconds,
  });
}

/** A `Set-Cookie` header that deletes the cookie. */
export function clearSessionCookie(
  which: SessionCookie,
  request: Request,
  config: Config,
): string {
  return setSessionCookie(which, { token: "", maxAgeSeconds: 0 }, request, config);
}

function cookieName(which: SessionCookie, request: Request, config: Config): string {
  const prefix = isPlainLocalhost(request, config) ? "" : "__Host-";
  return `${prefix}madang_${which}${config.cookieSuffix}`;
}
