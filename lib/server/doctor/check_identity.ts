/** Identity providers: can their metadata and keys be read? */
import { z } from "zod";
import type { HostJwtConfig, OidcConfig } from "../config/identity_config.ts";
import { failureReasonOf } from "./failure_reason.ts";
import { bad, type Finding, good } from "./finding.ts";

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

const keysSchema = z.object({ keys: z.array(z.object({ kty: z.string() })).min(1) });

const askMs = 5_000;

async function readJson(address: string): Promise<unknown> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(askMs) });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new TypeError(`it answers ${answer.status}`);
  }
  return await answer.json();
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return "it has no such content";
  if (error instanceof SyntaxError) return "it is no JSON";
  const { kind, reason } = failureReasonOf(error);
  return kind === "other" && error instanceof TypeError ? error.message.slice(0, 80) : reason;
}

/** Reads the provider's metadata and its keys. */
export async function checkOidc({ issuer, redirectUri }: OidcConfig): Promise<Finding> {
  const check = "sign-in provider";
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const metadata = metadataSchema.parse(await readJson(address));
    if (metadata.issuer !== issuer) {
      return bad(check, "its metadata names another issuer", `OIDC_ISSUER=${metadata.issuer}`);
    }
    keysSchema.parse(await readJson(metadata.jwks_uri));
    return good(check, `metadata and keys can be read; ${redirectUri} has to be registered there`);
  } catch (error) {
    return bad(
      check,
      `metadata or keys cannot be read: ${reasonOf(error)}`,
      "OIDC_ISSUER: the exact `issuer` of the provider; its /.well-known/openid-configuration has to open from this machine",
    );
  }
}

/** Reads the host application's keys. */
export async function checkHostKeys({ jwksUrl }: HostJwtConfig): Promise<Finding> {
  const check = "host's keys";
  try {
    keysSchema.parse(await readJson(jwksUrl));
    return good(check, "can be read");
  } catch (error) {
    return bad(
      check,
      `cannot be read: ${reasonOf(error)}`,
      "AUTH_JWKS_URL: the address of the host application's JWKS, with at least one key",
    );
  }
}
