/** Whose request it is, as far as a network tells: for limits, never for rights. */
import ipaddr from "ipaddr.js";

type Address = ReturnType<typeof ipaddr.parse>;

/** An address range: its first address, and how many leading bits count. */
type Range = readonly [Address, number];

/** Which proxies stand before us: the last so many hops, or those at these addresses. */
export type TrustedProxies = { readonly hops: number } | { readonly ranges: readonly Range[] };

/** No proxy at all: what a header says counts for nothing. */
export const noProxies: TrustedProxies = { hops: 0 };

/** Entries of `X-Forwarded-For` that are looked at, from the right. */
const maxHops = 16;

/** What the word of a peer without an address (a Unix socket) counts as. */
const noAddress = "local";

/**
 * `TRUST_PROXY` as it is written: a number of hops (0 to 16), or addresses and CIDR ranges separated by commas.
 * `null` for anything else.
 */
export function parseTrustedProxies(text: string): TrustedProxies | null {
  if (/^\d{1,2}$/.test(text)) return Number(text) <= maxHops ? { hops: Number(text) } : null;
  const ranges = text.split(/[\s,]+/).filter((entry) => entry !== "").map(rangeOf);
  if (ranges.length === 0 || ranges.includes(null)) return null;
  return { ranges: ranges.filter((range) => range !== null) };
}

/**
 * The right-most hop that is no proxy of ours, as limits count it: an IPv4 address, or the /64 of an IPv6 one, which
 * is what one household or machine has. `peer` is who connected; `forwardedFor` the whole `X-Forwarded-For`.
 */
export function clientAddress(
  peer: string | null,
  forwardedFor: string | null,
  proxies: TrustedProxies,
): string {
  let client = addressOf(peer ?? "");
  const entries = (forwardedFor ?? "").split(",").slice(-maxHops).reverse();
  for (const [hop, entry] of entries.entries()) {
    if (!isTrusted(client, hop, proxies)) break;
    const next = addressOf(entry);
    // What a proxy of ours did not write as an address is not guessed at: then the proxy itself is counted.
    if (next === null) break;
    client = next;
  }
  return client === null ? noAddress : rateLimitKeyOf(client);
}

function isTrusted(address: Address | null, hop: number, proxies: TrustedProxies): boolean {
  if ("hops" in proxies) return hop < proxies.hops;
  return address !== null &&
    proxies.ranges.some(([first, bits]) =>
      first.kind() === address.kind() && address.match(first, bits)
    );
}

/** An address in any way that proxies write it: with a port, in brackets, with a zone; IPv4 within IPv6 as IPv4. */
function addressOf(text: string): Address | null {
  const bare = text.trim();
  if (bare.length > 64) return null;
  const host = /^\[([^\]]*)\](?::\d+)?$/.exec(bare)?.[1] ??
    /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(bare)?.[1] ?? bare;
  const isIPv4 = ipaddr.IPv4.isValidFourPartDecimal(host);
  return isIPv4 || ipaddr.IPv6.isValid(host) ? ipaddr.process(host) : null;
}

function rateLimitKeyOf(address: Address): string {
  if (address.kind() === "ipv4") return address.toString();
  const network = ipaddr.fromByteArray([
    ...address.toByteArray().slice(0, 8),
    ...Array<number>(8).fill(0),
  ]);
  return `${network}/64`;
}

function rangeOf(text: string): Range | null {
  const [host, bits, ...rest] = text.split("/");
  const address = addressOf(host);
  if (address === null || rest.length > 0) return null;
  const most = address.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return [address, most];
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? [address, Number(bits)] : null;
}
