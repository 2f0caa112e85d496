/** The fields of the log's first line: what an operator compares with what they meant. */
import type { TrustedProxies } from "../base/client_address.ts";
import type { Config } from "./config.ts";
import { version } from "./version.ts";

/** Summarizes a configuration: hosts and words, never a secret. */
export function startSummary(config: Config, commit: string | null) {
  return {
    version,
    commit,
    engine: import.meta.resolve("fresh").startsWith("jsr:") ? "fresh" : "stand-in",
    publicUrl: config.publicUrl,
    livekit: config.livekit && new URL(config.livekit.url).host,
    storage: storageOf(config.kvUrl),
    proxies: proxiesOf(config.trustedProxies),
    signIn: [
      ...(config.passkeys ? ["passkeys"] : []),
      ...(config.oidc ? [new URL(config.oidc.issuer).host] : []),
      ...(config.hostJwt ? ["host JWT"] : []),
    ],
  };
}

/** The kind of storage; of a server, its host. */
export function storageOf(kvUrl: string | null): string {
  if (kvUrl === null) return "platform";
  if (kvUrl === ":memory:") return "memory";
  return /^https?:\/\//i.test(kvUrl) ? new URL(kvUrl).host : "file";
}

function proxiesOf(proxies: TrustedProxies): string {
  if ("ranges" in proxies) return `${proxies.ranges.length} ranges`;
  return proxies.hops === 0 ? "none" : `${proxies.hops} hops`;
}

/** The commit that the build was made from; `null` without a build, or where it did not know. */
export async function readBuildCommit(file: URL): Promise<string | null> {
  try {
    return (await Deno.readTextFile(file)).trim() || null;
  } catch {
    return null;
  }
}
