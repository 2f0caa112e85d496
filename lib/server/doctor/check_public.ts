/** The app at its public address: does a request arrive there as it should, through the proxies that are trusted? */
import { isIP } from "node:net";
import { connect } from "node:tls";
import type { Config } from "../config/config.ts";
import { trustsNoProxy } from "../base/client_address.ts";
import { isExposedWithoutHttps } from "../base/is_loopback.ts";
import type { DoctorAnswer } from "../../contract/doctor.ts";
import type { Asked } from "./ask_server.ts";
import { bad, type Finding, good, unknown } from "./finding.ts";

/** An address that a doctor's request pretends to come from (RFC 5737): no server may count it. */
export const forgedAddress = "192.0.2.77";

/** Judges `PUBLIC_URL` by the answer of a request to it. `asked` is `null` without one. */
export function checkPublicUrl(
  { publicUrl }: Pick<Config, "publicUrl">,
  host: string | undefined,
  asked: Asked | null,
): Finding {
  const check = "PUBLIC_URL";
  if (publicUrl === null || asked === null) {
    if (!isExposedWithoutHttps(host, publicUrl)) {
      return good(check, "none: for this machine, or behind a proxy that is asked below");
    }
    return bad(
      check,
      "none, and other machines can connect: browsers give their pages no microphone",
      "PUBLIC_URL=https://talk.example.org, and a proxy with https in front",
    );
  }
  if (asked.is === "unreachable") {
    const { kind, reason } = asked.failure;
    if (kind === "certificate") {
      return bad(
        check,
        reason,
        "renew the certificate; for an authority of your own: DENO_CERT=/path/of/its.pem",
      );
    }
    if (kind === "silent") {
      return unknown(
        check,
        "no answer from here: some networks do not lead back to their own public address",
      );
    }
    return bad(check, reason, "DNS, and the proxy that listens on the ports 80 and 443");
  }
  if (asked.is === "stranger") {
    return bad(
      check,
      `leads to something else (${asked.status})`,
      "the proxy has to pass requests for this name on to this server's HOST and PORT",
    );
  }
  const expected = new URL(publicUrl).host;
  if (asked.answer.host === expected) return good(check, "leads here, and its host arrives");
  return bad(
    check,
    "leads here, and another host arrives",
    "the proxy has to pass on Host (nginx: `proxy_set_header Host $host;`), or PUBLIC_URL is another name's",
  );
}

/** Judges `TRUST_PROXY` by an answer to a request that pretended to come from `forgedAddress`. */
export function checkProxies(
  { trustedProxies }: Pick<Config, "trustedProxies">,
  { counted, forwardedFor, peer }: DoctorAnswer,
): Finding {
  const check = "TRUST_PROXY";
  const entries = (forwardedFor ?? "").split(",").map((entry) => entry.trim()).filter(Boolean);
  const forgedAt = entries.indexOf(forgedAddress);
  // Each proxy adds the address that it saw; one that trusts no client begins anew.
  const proxies = entries.length - 1 - forgedAt;
  if (counted === forgedAddress) {
    return bad(
      check,
      "an address that a client invents is believed",
      proxies > 0 ? `TRUST_PROXY=${proxies}` : "remove TRUST_PROXY: no proxy is in front",
    );
  }
  if (proxies === 0) {
    if (trustsNoProxy(trustedProxies)) return good(check, "none, and no proxy is in front");
    return unknown(
      check,
      "the proxy passes on no X-Forwarded-For",
      "the proxy has to add it (nginx: `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`)",
    );
  }
  const isTooFew = "hops" in trustedProxies ? trustedProxies.hops < proxies : counted === peer;
  if (!isTooFew) return good(check, `${proxies} in front, and the client's own address is counted`);
  return bad(
    check,
    `${proxies} in front, and all people count as one address`,
    `TRUST_PROXY=${proxies}`,
  );
}

/** Days before its end at which a certificate should have been renewed. */
const renewedDays = 14;

/** The end of the certificate of an https or wss address; `null` for another, or where it cannot be read. */
export async function checkCertificate(
  address: string,
  now: () => number,
): Promise<Finding | null> {
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== "https:" && protocol !== "wss:") return null;
  const check = "certificate";
  const validTo = await new Promise<string | null>((resolve) => {
    // Invalid ones are told where the address is asked: here only the date counts.
    const bare = hostname.replace(/^\[|\]$/g, "");
    const name = isIP(bare) ? {} : { servername: bare };
    const options = { host: bare, port: Number(port || 443), ...name };
    const socket = connect({ ...options, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate()?.valid_to ?? null);
      socket.destroy();
    });
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on("error", () => resolve(null));
    socket.on("close", () => resolve(null));
  });
  const end = Date.parse(validTo ?? "");
  if (Number.isNaN(end)) return null;
  const days = Math.floor((end - now()) / 86_400_000);
  if (days >= renewedDays) return good(check, `of ${hostname}: ${days} days left`);
  return bad(
    check,
    days < 0 ? `of ${hostname}: it has expired` : `of ${hostname}: ${days} days left`,
    "Caddy renews by itself where ports 80 and 443 reach it; see its log",
  );
}
