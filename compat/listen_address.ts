/**
 * Where the app listens, by `HOST` and `PORT`: the one place that reads them. It stands here since compat/engine.ts may
 * import nothing but what stands beside it.
 */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * An empty value counts as absent; an IPv6 address may have its brackets, and is answered without.
 * @throws {RangeError} for a text that cannot be a host or a port.
 */
export function listenAddress(host = "", port = ""): ListenAddress {
  if (!/^\d{0,5}$/.test(port) || Number(port) > 65535) {
    throw new RangeError("PORT is not a port number");
  }
  const bare = /^\[([\da-f:.]+)\]$/i.exec(host)?.[1] ?? host;
  if (!/^[\w.:-]*$/.test(bare)) throw new RangeError("HOST is not a host name or an address");
  return { host: bare || "127.0.0.1", port: port === "" ? 8000 : Number(port) };
}

/** The host as it stands in an address and in `deno serve --host`: an IPv6 address in brackets. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
