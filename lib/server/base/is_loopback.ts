/**
 * True where `host` lets other machines connect and `publicUrl` is not https. Browsers there give pages no microphone,
 * and keep no `Secure` session cookie.
 */
export function isExposedWithoutHttps(host: string | undefined, publicUrl: string | null): boolean {
  const isOpen = Boolean(host) && !isLoopback(host === "::1" ? "[::1]" : host ?? "");
  return isOpen && !publicUrl?.startsWith("https:");
}

/** True for a host name, as `URL` spells it, that always means this machine, without a DNS lookup. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(hostname);
}
