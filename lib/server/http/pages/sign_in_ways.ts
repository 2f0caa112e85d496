import type { SignInWays } from "../../../contract/visit.ts";
import type { Config } from "../../config/config.ts";
import { oidcStartPath } from "../endpoints/oidc.ts";

/** The configured ways to sign in and return to `returnPath`; `null` without any. */
export function signInWays(
  { passkeys, oidc }: Pick<Config, "passkeys" | "oidc">,
  returnPath: string,
): SignInWays | null {
  if (!passkeys && !oidc) return null;
  return {
    hasPasskeys: passkeys,
    provider: oidc && {
      name: oidc.providerName,
      href: oidcStartPath(returnPath),
      windowHref: oidcStartPath(returnPath, true),
    },
  };
}
