/** OpenID Connect: the code flow with PKCE, state and nonce, at the provider that the operator configured. */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  type Configuration,
  type CustomFetch,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
} from "openid-client";
import { AppError } from "../base/app_error.ts";
import { claimedName } from "../base/claimed_name.ts";
import type { Clock } from "../base/clock.ts";
import type { OidcConfig } from "../config/identity_config.ts";

/** What has to come back from the provider; stored with the ceremony. */
export interface OidcExpected {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who signed in there. */
export interface OidcPerson {
  readonly issuer: string;
  /** Unique and lasting at the issuer; 255 characters at most. */
  readonly subject: string;
  readonly participantName: string;
}

/** Signs people in at one OpenID Connect provider. */
export interface Oidc {
  /**
   * A sign-in that begins: where the browser has to go, and what has to come back.
   *
   * @throws AppError `identity-unavailable`.
   */
  begin(): Promise<{ readonly url: string; readonly expected: OidcExpected }>;
  /**
   * Who came back with `search`, the query of the callback; `null`: they did not want to, or may not.
   *
   * @throws AppError `sign-in-refused` for an answer that is not the one expected; `identity-unavailable`.
   */
  finish(search: string, expected: OidcExpected): Promise<OidcPerson | null>;
}

/** Each request to the provider is waited for this long. */
export const oidcDeadlineMs = 3_000;

/** What the provider says of itself is asked for again after this long. */
export const discoveryLifeMs = 3_600_000;

/** How far the provider's clock may be off. */
const clockToleranceSeconds = 30;

/** `fetch` is for tests. */
export function createOidc(config: OidcConfig, now: Clock, fetch?: CustomFetch): Oidc {
  const configurations = new TtlCache(now, discoveryLifeMs, () => discoverProvider(config, fetch));
  return {
    async begin() {
      const expected = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
      };
      try {
        const url = buildAuthorizationUrl(await configurations.get(), {
          redirect_uri: config.redirectUri,
          scope: "openid profile",
          state: expected.state,
          nonce: expected.nonce,
          code_challenge: await calculatePKCECodeChallenge(expected.verifier),
          code_challenge_method: "S256",
        });
        return { url: url.href, expected };
      } catch (error) {
        // It may not say where one signs in: the next sign-in looks again.
        configurations.forget();
        return unavailable(error);
      }
    },
    async finish(search, { state, nonce, verifier }) {
      const configuration = await configurations.get().catch(unavailable);
      try {
        // The address as it is registered: what a proxy made of the request's own does not matter.
        const tokens = await authorizationCodeGrant(
          configuration,
          new URL(search, config.redirectUri),
          {
            expectedState: state,
            expectedNonce: nonce,
            pkceCodeVerifier: verifier,
            idTokenExpected: true,
          },
        );
        const claims = tokens.claims();
        if (claims === undefined || claims.sub.length > 255 || !claims.sub.isWellFormed()) {
          throw new AppError("sign-in-refused", "Cannot take this subject");
        }
        const participantName = await nameOf(configuration, tokens.access_token, claims);
        return { issuer: claims.iss, subject: claims.sub, participantName };
      } catch (error) {
        // Its keys or addresses may be new: the next sign-in looks.
        configurations.forget();
        return classifyFailure(error);
      }
    },
  };
}

function discoverProvider(
  { issuer, clientId, clientSecret }: OidcConfig,
  fetch: CustomFetch | undefined,
): Promise<Configuration> {
  const isPlain = new URL(issuer).protocol === "http:";
  const authentication = clientSecret === null ? None() : secretAuthentication(clientSecret);
  return discovery(
    new URL(issuer),
    clientId,
    { [clockTolerance]: clockToleranceSeconds },
    authentication,
    {
      timeout: oidcDeadlineMs / 1000,
      // The ID token comes straight from the provider, yet its signature is checked: it costs one cached request.
      execute: [enableNonRepudiationChecks, ...isPlain ? [allowInsecureRequests] : []],
      ...(fetch && { [customFetch]: fetch }),
    },
  );
}

/** By header, which is every provider's default; in the body where a provider says that it takes only that. */
function secretAuthentication(clientSecret: string): ClientAuth {
  const [byHeader, inBody] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const isByHeader = !methods || methods.includes("client_secret_basic");
    (isByHeader ? byHeader : inBody)(server, client, body, headers);
  };
}

/** Many providers put the name into the ID token; the standard's place for it is the userinfo endpoint. */
async function nameOf(configuration: Configuration, accessToken: string, claims: IDToken) {
  const { name, preferred_username } = claims;
  if (name !== undefined || preferred_username !== undefined) {
    return claimedName(name, preferred_username);
  }
  // Somebody without a name may come in: they can say one themselves.
  const more = configuration.serverMetadata().userinfo_endpoint === undefined
    ? null
    : await fetchUserInfo(configuration, accessToken, claims.sub).catch(() => null);
  return claimedName(more?.name, more?.preferred_username);
}

/** What a person decided, or may not do, at the provider. */
const declinedErrors = [
  "access_denied",
  "consent_required",
  "interaction_required",
  "login_required",
];

/** The provider, or the way to it, is what went wrong. */
const unavailableErrors = [
  ...["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM"],
  ...["OAUTH_RESPONSE_IS_NOT_JSON", "OAUTH_PARSE_ERROR"],
];

function classifyFailure(error: unknown): null {
  if (error instanceof AppError) throw error;
  if (error instanceof AuthorizationResponseError && declinedErrors.includes(error.error)) {
    return null;
  }
  const isRefused = error instanceof ResponseBodyError
    ? error.error === "invalid_grant"
    : error instanceof ClientError && !unavailableErrors.includes(error.code ?? "");
  if (!isRefused) return unavailable(error);
  throw new AppError("sign-in-refused", "Cannot take the provider's answer", { cause: error });
}

function unavailable(cause: unknown): never {
  throw new AppError("identity-unavailable", "Cannot reach the identity provider", { cause });
}

/** A value that is made again once its life is over; whoever asks meanwhile waits for the same. A failure is not kept. */
class TtlCache<Value> {
  #made: Promise<Value> | null = null;
  #madeAt = 0;

  constructor(
    readonly now: Clock,
    readonly lifeMs: number,
    readonly make: () => Promise<Value>,
  ) {}

  forget(): void {
    this.#made = null;
  }

  get(): Promise<Value> {
    if (this.#made !== null && this.now() - this.#madeAt < this.lifeMs) return this.#made;
    this.#madeAt = this.now();
    const made = this.make();
    this.#made = made;
    made.catch(() => {
      if (this.#made === made) this.#made = null;
    });
    return made;
  }
}
