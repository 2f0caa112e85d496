/**
 * Do other machines reach a server that listens on `host` without https, as far as it was told? Their browsers give its pages
 * no microphone, and keep no session.
 */
export function isExposedWithoutHttps(host: string | undefined, publicUrl: string | null): boolean {
  const isOpen = Boolean(host) && !isLoopback(host === "::1" ? "[::1]" : host ?? "");
  return isOpen && !publicUrl?.startsWith("https:");
}

/** Is this host name, as `URL` spells it, the machine itself, without asking any DNS? */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(hostname);
}
