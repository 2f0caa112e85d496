/** The address that a request is counted under by rate limits. It never grants rights: addresses can be forged. */
import ipaddr from "ipaddr.js";

type Address = ReturnType<typeof ipaddr.parse>;

/** An address range: its first address, and how many leading bits count. */
type Range = readonly [Address, number];

/** Trusted reverse proxies: the last so many hops, or those with addresses in these ranges. */
export type TrustedProxies = { readonly hops: number } | { readonly ranges: readonly Range[] };

/** No trusted proxy: `X-Forwarded-For` is ignored. */
export const noProxies: TrustedProxies = { hops: 0 };

/** Entries of `X-Forwarded-For` that are read, from the right. */
const maxHops = 16;

/** The key of a peer without an address (a Unix socket). */
const noAddress = "local";

/** Parses `TRUST_PROXY`: a number of hops (0 to 16), or addresses and CIDR ranges separated by commas. `null` for anything else. */
export function parseTrustedProxies(text: string): TrustedProxies | null {
  if (/^\d{1,2}$/.test(text)) return Number(text) <= maxHops ? { hops: Number(text) } : null;
  const ranges = text.split(/[\s,]+/).filter((entry) => entry !== "").map(rangeOf);
  if (ranges.length === 0 || ranges.includes(null)) return null;
  return { ranges: ranges.filter((range) => range !== null) };
}

/**
 * The right-most hop that is not a trusted proxy, as the key of rate limits: an IPv4 address, or the /64 of an IPv6
 * address, which is what one household or machine gets. `peer` is the connecting address, `forwardedFor` the whole
 * `X-Forwarded-For`.
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
    // An entry that is not an address ends the search: the proxy that wrote it is counted.
    if (next === null) break;
    client = next;
  }
  return client === null ? noAddress : rateLimitKeyOf(client);
}

/** True where `X-Forwarded-For` is ignored. */
export function trustsNoProxy(proxies: TrustedProxies): boolean {
  return "hops" in proxies && proxies.hops === 0;
}

/** True for an address of this machine or of a private network; false for public ones and for text. */
export function isPrivateAddress(text: string): boolean {
  const range = addressOf(text)?.range();
  return range === "loopback" || range === "private" || range === "uniqueLocal" ||
    range === "linkLocal";
}

function isTrusted(address: Address | null, hop: number, proxies: TrustedProxies): boolean {
  if ("hops" in proxies) return hop < proxies.hops;
  return address !== null &&
    proxies.ranges.some(([first, bits]) =>
      first.kind() === address.kind() && address.match(first, bits)
    );
}

/** Parses an address as proxies write it: with a port, in brackets, with a zone; IPv4 within IPv6 becomes IPv4. */
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
  const maxBits = address.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return [address, maxBits];
  return /^\d{1,3}$/.test(bits) && Number(bits) <= maxBits ? [address, Number(bits)] : null;
}
