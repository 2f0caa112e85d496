/** OpenID Connect: the code flow with PKCE, state and nonce, at the provider that the operator configured. */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  buildEndSessionUrl,
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
import { defaultDisplayName, nameOfClaims } from "../base/display_name_from_claims.ts";
import type { Clock } from "../base/clock.ts";
import type { OidcConfig } from "../config/identity_config.ts";

/** The values that the provider's answer has to match; stored with the pending sign-in. */
export interface OidcExpected {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The person who signed in at the provider. */
export interface OidcPerson {
  readonly issuer: string;
  /** Unique and lasting at the issuer; 255 characters at most. */
  readonly subject: string;
  readonly participantName: string;
}

/** The person did not sign in: they declined, or the provider does not let them. */
export interface OidcDeclined {
  /** The provider's error, such as `access_denied`. */
  readonly declined: string;
}

/** Signs people in at one OpenID Connect provider. */
export interface Oidc {
  /**
   * Begins a sign-in: the address that the browser has to open, and the values that its answer has to match.
   *
   * @throws AppError `identity-unavailable`.
   */
  begin(): Promise<{ readonly url: string; readonly expected: OidcExpected }>;
  /**
   * The person of the callback's query `search`.
   *
   * @throws AppError `sign-in-refused` for an answer that does not match; `identity-unavailable`.
   */
  finish(search: string, expected: OidcExpected): Promise<OidcPerson | OidcDeclined>;
  /**
   * The address at which the browser signs out at the provider too (RP-initiated logout 1.0), and comes back to our home
   * page; `null` where the provider has none. No ID token is kept, so the provider may ask the person.
   *
   * @throws AppError `identity-unavailable`.
   */
  signOutUrl(): Promise<string | null>;
}

/** The deadline of each request to the provider. */
export const oidcDeadlineMs = 3_000;

/** The provider's metadata is read again after this long. */
export const discoveryLifeMs = 3_600_000;

/** How far the provider's clock may be off. */
const clockToleranceSeconds = 30;

/** Signs people in at the configured provider. `fetch` is for tests. */
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
          scope: config.scope,
          ...(config.prompt && { prompt: config.prompt }),
          state: expected.state,
          nonce: expected.nonce,
          code_challenge: await calculatePKCECodeChallenge(expected.verifier),
          code_challenge_method: "S256",
        });
        return { url: url.href, expected };
      } catch (error) {
        // The metadata may lack the sign-in's address: the next sign-in reads it again.
        configurations.forget();
        return unavailable(error);
      }
    },
    async finish(search, { state, nonce, verifier }) {
      const configuration = await configurations.get().catch(unavailable);
      try {
        // The registered address, and not the request's own, which a proxy may have changed.
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
        // The provider's keys or addresses may be new: the next sign-in reads them again.
        configurations.forget();
        return classifyFailure(error);
      }
    },
    async signOutUrl() {
      const configuration = await configurations.get().catch(unavailable);
      if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
      const home = new URL("/", config.redirectUri).href;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: home }).href;
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

/** Sends the secret by header, the default; in the body where the provider's metadata lacks the header's method. */
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
  // The mail's is the last resort: the userinfo endpoint may know better.
  const inToken = nameOfClaims({ ...claims, email: undefined });
  if (inToken !== null) return inToken;
  // A userinfo endpoint that fails does not stop a sign-in: the person can set a name later.
  const userinfo = configuration.serverMetadata().userinfo_endpoint === undefined
    ? null
    : await fetchUserInfo(configuration, accessToken, claims.sub).catch(() => null);
  return nameOfClaims({ ...claims, ...userinfo }) ?? defaultDisplayName;
}

/** Errors by which the person declined, or is not allowed to sign in. */
const declinedErrors = [
  "access_denied",
  "consent_required",
  "interaction_required",
  "login_required",
];

/** Errors of the provider or of the connection to it. */
const unavailableErrors = [
  ...["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM"],
  ...["OAUTH_RESPONSE_IS_NOT_JSON", "OAUTH_PARSE_ERROR"],
];

function classifyFailure(error: unknown): OidcDeclined {
  if (error instanceof AppError) throw error;
  if (error instanceof AuthorizationResponseError && declinedErrors.includes(error.error)) {
    return { declined: error.error };
  }
  const isRefused = error instanceof ResponseBodyError
    ? error.error === "invalid_grant"
    : error instanceof ClientError && !unavailableErrors.includes(error.code ?? "");
  if (!isRefused) return unavailable(error);
  throw new AppError("sign-in-refused", "Cannot take the provider's answer", { cause: error });
}

/** OAuth's error words (RFC 6749, section 5.2, and its registry); any other text could be a stranger's. */
const errorWord = /^[a-z][a-z_]{0,59}$/;

/** The provider's own word for what went wrong, such as `invalid_client`, below an error; `null`: it said none. */
export function providerErrorOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const isProviders = error instanceof AuthorizationResponseError ||
    error instanceof ResponseBodyError;
  if (isProviders) return errorWord.test(error.error) ? error.error : "other";
  return providerErrorOf(error.cause);
}

function unavailable(cause: unknown): never {
  throw new AppError("identity-unavailable", "Cannot reach the identity provider", { cause });
}

/** A value that is made again once its life is over. Calls meanwhile share one promise; a failure is not kept. */
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
