/** Pages live at one address: sessions, passkeys and links of another host name would be lost at the next visit. */
import type { Config } from "../../config/config.ts";
import { isPrivateAddress } from "../../base/client_address.ts";
import { isLoopback } from "../../base/is_loopback.ts";

/**
 * `308` to the same path of `PUBLIC_URL` for a page that was asked for at another public host; `null` for any other
 * request. A host of this machine or network is left alone: a proxy that does not pass on `Host` sends it, and would send
 * the redirected request again.
 */
export function redirectToPublicUrl(
  request: Request,
  { publicUrl }: Pick<Config, "publicUrl">,
): Response | null {
  if (publicUrl === null || (request.method !== "GET" && request.method !== "HEAD")) return null;
  const asked = new URL(request.url);
  const isHere = asked.host === new URL(publicUrl).host || isInternal(asked.hostname);
  if (isHere) return null;
  return new Response(null, {
    status: 308,
    headers: {
      location: publicUrl + asked.pathname.replace(/^\/+/, "/") + asked.search,
      // Kept, it would outlive a change of PUBLIC_URL.
      "cache-control": "no-store",
    },
  });
}

function isInternal(hostname: string): boolean {
  return isLoopback(hostname) || !/[.:]/.test(hostname) || isPrivateAddress(hostname);
}
