/** Notices in passing what only a wrong setting around this server explains: an unknown proxy, webhooks that go elsewhere. */
import { isPrivateAddress, trustsNoProxy } from "../../base/client_address.ts";
import type { CoreServices } from "../../core_services.ts";

/**
 * Warns, once each, of a request that a proxy on this machine or network has passed on, where `TRUST_PROXY` trusts none
 * or `PUBLIC_URL` does not say that the pages are https. A public peer may write any header, so it proves nothing.
 *
 * @param peer the connecting address; `null` for a Unix socket.
 */
export function noticeProxy(
  headers: Headers,
  peer: string | null,
  { config, log, warnings }: Pick<CoreServices, "config" | "log" | "warnings">,
) {
  if (!headers.has("x-forwarded-for") && !headers.has("x-forwarded-proto")) return;
  if (peer !== null && !isPrivateAddress(peer)) return;
  const trustsNone = trustsNoProxy(config.trustedProxies);
  if (trustsNone && headers.has("x-forwarded-for") && warnings.raise("trust-proxy-missing")) {
    log.warn("trust-proxy-missing");
  }
  const isHttps = headers.get("x-forwarded-proto")?.trim().toLowerCase() === "https";
  if (isHttps && config.publicUrl === null && warnings.raise("public-url-missing")) {
    log.warn("public-url-missing");
  }
}

/** Warns once of a delivery of LiveKit to an address that takes none, by the answer's status. */
export function noticeMisdirectedWebhook(
  { method, headers }: Request,
  status: number,
  { log, warnings }: Pick<CoreServices, "log" | "warnings">,
) {
  if (method !== "POST" || (status !== 404 && status !== 405)) return;
  if (!headers.get("content-type")?.startsWith("application/webhook+json")) return;
  const reason = "wrong-path";
  if (warnings.raise("webhooks-refused", reason)) log.warn("webhooks-refused", { reason });
}
