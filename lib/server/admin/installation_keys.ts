/** What an operator is told of the installation: which keys it has, by their public ids. */
import { createHash } from "node:crypto";
import type { AdminInstallation, AdminKey } from "../../contract/admin.ts";
import type { Config } from "../config/config.ts";
import { storageOf } from "../config/start_summary.ts";
import { version } from "../config/version.ts";
import type { CoreServices } from "../core_services.ts";
import { linkSecretKey } from "../rows/link_rows.ts";

/** Letters of a fingerprint: enough to tell two keys apart, and of no use for anything else. */
const fingerprintLetters = 16;

/** The installation's id, version, storage and keys; no secret. @throws AppError `storage-unavailable` */
export async function describeInstallation(
  { config, installation, kv }: Pick<CoreServices, "config" | "installation" | "kv">,
): Promise<AdminInstallation> {
  const [installationId, { value: links }] = await Promise.all([
    installation.id(),
    kv.get(linkSecretKey),
  ]);
  const linkKey: AdminKey[] = links
    ? [{ use: "guest-links", id: fingerprintOf(links.secret) }]
    : [];
  return {
    installationId,
    version,
    storage: storageOf(config.kvUrl),
    keys: [...configuredKeys(config), ...linkKey],
  };
}

function configuredKeys(config: Config): AdminKey[] {
  const { livekit, hostJwt, oidc, metricsToken, adminToken } = config;
  const ids: Readonly<Record<Exclude<AdminKey["use"], "guest-links">, string | null | undefined>> =
    {
      "livekit": livekit?.apiKey,
      "livekit-previous": livekit?.previous?.apiKey,
      "host-jwt": hostJwt?.jwksUrl,
      "sign-in-provider": oidc?.clientId,
      "metrics": metricsToken === null ? undefined : null,
      "administration": adminToken === null ? undefined : null,
    };
  const uses = Object.keys(ids) as (keyof typeof ids)[];
  return uses.flatMap((use) => {
    const id = ids[use];
    return id === undefined ? [] : [{ use, id }];
  });
}

function fingerprintOf(secret: Uint8Array): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, fingerprintLetters);
}
