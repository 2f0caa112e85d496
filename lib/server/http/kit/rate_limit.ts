/** Refuses what comes too often: `429 rate-limited`, with the time to wait. */
import { AppError } from "../../base/app_error.ts";
import type { Budget } from "../../base/rate_limits.ts";
import type { Services } from "../../services.ts";
import { hashToken } from "../../base/session_tokens.ts";
import { sessionCookies } from "./cookies.ts";
import { bearerOf } from "./credentials.ts";
import { type EndpointLimit, endpointLimits, undeclaredLimit } from "./endpoint_limits.ts";
import { siteOf } from "./own_origin.ts";

/** Who asks for what, as limits count it. */
export interface Caller {
  /** `POST /api/livekit/token` */
  readonly endpoint: string;
  /** As `clientAddress` answers it. */
  readonly address: string;
}

const declaredLimits = new Map<string, EndpointLimit>(Object.entries(endpointLimits));

/** What is declared for an endpoint; `null` for one that only reads and that nobody limited. */
export function limitOf(endpoint: string): EndpointLimit | null {
  return declaredLimits.get(endpoint) ?? (endpoint.startsWith("GET ") ? null : undeclaredLimit);
}

/**
 * Counts a request against its address and the sessions that its headers bring.
 *
 * @throws AppError `rate-limited`.
 */
export function chargeRequest(request: Request, services: Services, caller: Caller) {
  const limit = limitOf(caller.endpoint);
  if (limit?.perAddress) chargeAddress(services, caller, limit.perAddress);
  if (!limit?.perSession) return;
  for (const token of sessionTokensOf(request, services)) chargeSession(services, caller, token);
}

/**
 * Counts a request against the session that `token` may prove: for one that came in a body. Nothing without a
 * `caller`, as where an endpoint is called by itself.
 *
 * @throws AppError `rate-limited`.
 */
export function chargeSession(
  services: Services,
  caller: Caller | undefined,
  token: string | null,
) {
  const budget = caller && limitOf(caller.endpoint)?.perSession;
  if (!budget || token === null) return;
  const key = `${caller.endpoint} session ${hashToken(token)}`;
  refuseIfWaiting(services.rateLimits.take(key, budget));
}

/**
 * Counts a delivery that was not signed by LiveKit.
 *
 * @throws AppError `rate-limited`.
 */
export function chargeForgery(services: Services, caller: Caller | undefined) {
  const budget = caller && limitOf(caller.endpoint)?.forgeriesPerAddress;
  if (budget) chargeAddress(services, caller, budget);
}

/** Milliseconds until this address may forge again; zero where it may now. */
export function forgeryWaitMs(services: Services, caller: Caller | undefined): number {
  const budget = caller && limitOf(caller.endpoint)?.forgeriesPerAddress;
  return budget ? services.rateLimits.waitMs(addressKey(caller), budget) : 0;
}

/** @throws AppError `rate-limited` where there is something to wait for. */
export function refuseIfWaiting(waitMs: number) {
  if (waitMs === 0) return;
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  throw new AppError("rate-limited", "Cannot take so many requests", { retryAfterSeconds });
}

function chargeAddress(services: Services, caller: Caller, budget: Budget) {
  refuseIfWaiting(services.rateLimits.take(addressKey(caller), budget));
}

function addressKey({ endpoint, address }: Caller): string {
  return `${endpoint} address ${address}`;
}

/**
 * All that may prove a session: which of them does is not known yet, and one that is made up must not hide another.
 * Another site's page must not use up what its visitor may do here.
 */
function sessionTokensOf(request: Request, { config }: Services): string[] {
  const bearer = bearerOf(request);
  if (bearer !== null) return [bearer];
  if (siteOf(request, config) === "other") return [];
  const { user, guest } = sessionCookies(request, config);
  return [user, guest].filter((token) => token !== null);
}
