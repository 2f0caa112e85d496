/** Reads the log that Chromium writes of all its processes' network (`--log-net-log`). */
import * as z from "zod/mini";

const eventSchema = z.object({
  type: z.number(),
  source: z.object({ id: z.number() }),
  params: z.optional(z.looseObject({
    url: z.optional(z.string()),
    host: z.optional(z.string()),
    address: z.optional(z.string()),
  })),
});
const logSchema = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.number()) }),
  events: z.array(eventSchema),
});

/** The kind of contact: a request, a TCP connection, a UDP packet, or a DNS query for a name. */
export type ContactKind = "url" | "tcp" | "udp" | "name";

/** Every host that was contacted, and how. */
export function contactedHosts(text: string): Map<string, Set<ContactKind>> {
  const { constants, events } = logSchema.parse(JSON.parse(text));
  const names = new Map(Object.entries(constants.logEventTypes).map(([name, id]) => [id, name]));
  const hosts = new Map<string, Set<ContactKind>>();
  const note = (host: string, kind: ContactKind) =>
    hosts.set(host, (hosts.get(host) ?? new Set()).add(kind));
  /** The destination of a connected socket. */
  const connectedTo = new Map<number, string>();
  for (const { type, source, params } of events) {
    const { url, host, address } = params ?? {};
    switch (names.get(type)) {
      case "URL_REQUEST_START_JOB":
        if (url !== undefined && /^(https?|wss?):/.test(url)) note(new URL(url).hostname, "url");
        break;
      case "TCP_CONNECT_ATTEMPT":
        if (address !== undefined) note(withoutPort(address), "tcp");
        break;
      case "HOST_RESOLVER_MANAGER_REQUEST":
        if (host !== undefined) note(withoutPort(host), "name");
        break;
      case "UDP_CONNECT":
        if (address !== undefined) connectedTo.set(source.id, address);
        break;
      case "UDP_BYTES_SENT": {
        const target = address ?? connectedTo.get(source.id);
        note(target === undefined ? "an unknown address" : withoutPort(target), "udp");
      }
    }
  }
  return hosts;
}

/** `https://example.org:443`, `example.org:443` or `[::1]:443` without scheme, port and brackets. */
function withoutPort(address: string): string {
  return address.replace(/^\w+:\/\//, "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}
