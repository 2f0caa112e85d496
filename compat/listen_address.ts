/**
 * Where the app listens, by `HOST` and `PORT`: the one place that reads them. It stands here since compat/engine.ts may
 * import nothing but what stands beside it.
 */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** An empty value counts as absent. @throws {RangeError} for what cannot be a host or a port. */
export function listenAddress(host = "", port = ""): ListenAddress {
  if (!/^\d{0,5}$/.test(port) || Number(port) > 65535) {
    throw new RangeError("PORT is not a port number");
  }
  if (!/^[\w.:-]*$/.test(host)) throw new RangeError("HOST is not a host name or an address");
  return { host: host || "127.0.0.1", port: port === "" ? 8000 : Number(port) };
}
