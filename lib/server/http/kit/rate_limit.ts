/** Rate limits of endpoints: `429 rate-limited`, with the time to wait. */
import { AppError } from "../../base/app_error.ts";
import type { Budget } from "../../base/rate_limits.ts";
import type { Services } from "../../services.ts";
import { hashToken } from "../../base/session_tokens.ts";
import { sessionCookies } from "./cookies.ts";
import { bearerOf } from "./credentials.ts";
import { type EndpointLimit, endpointLimits, undeclaredLimit } from "./endpoint_limits.ts";
import { siteOf } from "./own_origin.ts";

/** A request, as rate limits count it. */
export interface Caller {
  /** `POST /api/livekit/token` */
  readonly endpoint: string;
  /** As `clientAddress` answers it. */
  readonly address: string;
}

const declaredLimits = new Map<string, EndpointLimit>(Object.entries(endpointLimits));

/** The declared limit of an endpoint, `undeclaredLimit` for a writing one without; `null` for a reading one without. */
export function limitOf(endpoint: string): EndpointLimit | null {
  return declaredLimits.get(endpoint) ?? (endpoint.startsWith("GET ") ? null : undeclaredLimit);
}

/**
 * Counts a request against its address and against each session token in its headers.
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
 * Counts a request against the session `token`, valid or not: for a token from a body. Does nothing without
 * `caller` or `token`.
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
 * Counts a webhook with a bad signature against its address.
 *
 * @throws AppError `rate-limited`.
 */
export function chargeForgery(services: Services, caller: Caller | undefined) {
  const budget = caller && limitOf(caller.endpoint)?.forgeriesPerAddress;
  if (budget) chargeAddress(services, caller, budget);
}

/** Milliseconds until an unsigned webhook of this address is read again; 0: it is read now. */
export function forgeryWaitMs(services: Services, caller: Caller | undefined): number {
  const budget = caller && limitOf(caller.endpoint)?.forgeriesPerAddress;
  return budget ? services.rateLimits.waitMs(addressKey(caller), budget) : 0;
}

/** @throws AppError `rate-limited` unless `waitMs` is 0. */
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
 * Every token in the headers that may prove a session. Validity is not known yet, so all are counted: an invented token
 * must not hide a real one. Cookies of another site's request are left out, so that its page cannot use up this person's budget.
 */
function sessionTokensOf(request: Request, { config }: Services): string[] {
  const bearer = bearerOf(request);
  if (bearer !== null) return [bearer];
  if (siteOf(request, config) === "other") return [];
  const { user, guest } = sessionCookies(request, config);
  return [user, guest].filter((token) => token !== null);
}
