/** One address of the API: its endpoints by method, and the answers that every address gives. */
import { AppError } from "../../base/app_error.ts";
import type { Services } from "../../services.ts";
import { preflightResponse, withCors } from "./cors.ts";
import { type Endpoint, withErrorHandling } from "./endpoint.ts";
import { methodNotAllowed } from "./request_pipeline.ts";
import { chargeRequest } from "./rate_limit.ts";

/** The methods that an address may have an endpoint for. HEAD is answered as GET without a body. */
export type EndpointsByMethod = Partial<
  Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", Endpoint>
>;

/** The longest path of an endpoint, escaped: its parts may become a storage key, which is limited to 2 KiB. */
export const maxPathCharacters = 1_800;

/** Fresh's state of a request, as far as the API reads it. */
export interface ApiState {
  readonly services: Services;
  readonly requestId: string;
  /** The route's pattern. Rate limits count by it and by `address`; without both, the request is not counted. */
  readonly route?: string | null;
  /** As `clientAddress` answers it. */
  readonly address?: string;
}

/** The response of the endpoint for the request's method; `405` without one. Never rejects. */
export async function answerApi(
  request: Request,
  { services, requestId, route, address }: ApiState,
  endpoints: EndpointsByMethod,
): Promise<Response> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const endpoint = Object.entries(endpoints).find(([name]) => name === method)?.[1];
  const caller = route && address ? { endpoint: `${method} ${route}`, address } : undefined;
  const answer = endpoint
    ? await withErrorHandling(withRateLimit(endpoint))(request, services, { requestId, caller })
    : answerWithoutEndpoint(request, { services, requestId }, Object.keys(endpoints));
  if (caller) services.metrics.countRequest(caller.endpoint, answer.status);
  return withCors(answer, request, services.config);
}

function withRateLimit(endpoint: Endpoint): Endpoint {
  return async (request, services, context) => {
    if (new URL(request.url).pathname.length > maxPathCharacters) {
      throw new AppError("not-found", "The path is too long");
    }
    if (context.caller) chargeRequest(request, services, context.caller);
    return await endpoint(request, services, context);
  };
}

function answerWithoutEndpoint(
  request: Request,
  { services, requestId }: ApiState,
  methods: readonly string[],
): Response {
  const allowed = methods.flatMap((name) => name === "GET" ? ["GET", "HEAD"] : [name]);
  if (request.method !== "OPTIONS") return methodNotAllowed(allowed, requestId);
  return preflightResponse(request, services.config, allowed) ??
    new Response(null, { status: 204, headers: { allow: allowed.join(", ") } });
}
