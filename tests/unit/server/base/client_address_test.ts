import { expect } from "expect";
import fc from "fast-check";
import {
  clientAddress,
  noProxies,
  parseTrustedProxies,
} from "../../../../lib/server/base/client_address.ts";

function trusted(text: string) {
  const proxies = parseTrustedProxies(text);
  if (proxies === null) throw new Error(`Cannot read ${text}`);
  return proxies;
}

Deno.test("clientAddress() without TRUST_PROXY is the peer's, whatever the header", () => {
  for (const header of [null, "", "9.9.9.9", "9.9.9.9, 8.8.8.8", "x".repeat(10_000)]) {
    expect(clientAddress("203.0.113.5", header, noProxies)).toBe("203.0.113.5");
  }
});

Deno.test("clientAddress() counts hops from the right: entries of the client itself are to the left", () => {
  const [one, two] = [trusted("1"), trusted("2")];
  expect(clientAddress("127.0.0.1", "203.0.113.5", one)).toBe("203.0.113.5");
  expect(clientAddress("127.0.0.1", "9.9.9.9, 203.0.113.5", one)).toBe("203.0.113.5");
  expect(clientAddress("127.0.0.1", "9.9.9.9, 203.0.113.5, 10.0.0.2", two)).toBe("203.0.113.5");
  // A connection past the proxy, without the header: the peer counts.
  expect(clientAddress("203.0.113.5", null, one)).toBe("203.0.113.5");
  expect(clientAddress("127.0.0.1", "203.0.113.5", two)).toBe("203.0.113.5");
});

Deno.test("clientAddress() passes named proxies only", () => {
  const proxies = trusted("127.0.0.1, 10.0.0.0/8, fd00::/8");
  const of = (peer: string, header: string) => clientAddress(peer, header, proxies);
  expect(of("10.1.2.3", "9.9.9.9, 203.0.113.5, 10.9.9.9")).toBe("203.0.113.5");
  // The header of a peer that is not a proxy is ignored.
  expect(of("203.0.113.5", "9.9.9.9")).toBe("203.0.113.5");
  expect(of("::ffff:10.1.2.3", "203.0.113.5")).toBe("203.0.113.5");
  expect(of("fd12::1", "203.0.113.5")).toBe("203.0.113.5");
  expect(of("10.1.2.3", "10.4.4.4")).toBe("10.4.4.4");
});

Deno.test("clientAddress() counts IPv6 by its /64, and IPv4 within it as IPv4", () => {
  const of = (peer: string) => clientAddress(peer, null, noProxies);
  expect(of("2001:db8:1:2:aaaa::1")).toBe("2001:db8:1:2::/64");
  expect(of("2001:0DB8:1:2::ffff")).toBe("2001:db8:1:2::/64");
  expect(of("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64");
  expect(of("::ffff:203.0.113.5")).toBe("203.0.113.5");
  expect(of("::ffff:cb00:7105")).toBe("203.0.113.5");
  expect(of("fe80::1%eth0")).toBe("fe80::/64");
});

Deno.test("clientAddress() reads ports and brackets, and ignores other text", () => {
  const one = trusted("1");
  const of = (header: string) => clientAddress("127.0.0.1", header, one);
  expect(of("203.0.113.5:4711")).toBe("203.0.113.5");
  expect(of("[2001:db8::1]:4711")).toBe("2001:db8::/64");
  expect(of(" 203.0.113.5 ")).toBe("203.0.113.5");
  for (const odd of ["", "unknown", "_hidden", "1", "0x7f.1", "010.1.1.1", "1.2.3", "1.2.3.4/8"]) {
    expect([odd, of(`9.9.9.9, ${odd}`)]).toEqual([odd, "127.0.0.1"]);
  }
  expect(clientAddress(null, null, noProxies)).toBe("local");
});

Deno.test("clientAddress() never throws, and ignores a client's own entries", () => {
  const proxies = [noProxies, trusted("1"), trusted("3"), trusted("10.0.0.0/8,::1")];
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...proxies), (text, some) => {
      expect(typeof clientAddress(text, text, some)).toBe("string");
      expect(clientAddress("10.0.0.1", `${text}, 203.0.113.5`, trusted("1"))).toBe("203.0.113.5");
    }),
    { seed: 1, numRuns: 2000 },
  );
});

Deno.test("parseTrustedProxies() refuses text that is neither hops nor addresses", () => {
  for (
    const wrong of [
      "17",
      "-1",
      "1.5",
      "true",
      "caddy",
      "10.0.0.0/33",
      "10.0.0.0/8/8",
      ",",
      "::/129",
      "10.0.0.0/",
    ]
  ) {
    expect([wrong, parseTrustedProxies(wrong)]).toEqual([wrong, null]);
  }
  expect(parseTrustedProxies("0")).toEqual(noProxies);
});
