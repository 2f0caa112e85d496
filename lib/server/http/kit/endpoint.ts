/** Endpoints are functions (Request, Services) → Response: their type, their error handling and their JSON answers. */
import { AppError } from "../../base/app_error.ts";
import type { Services } from "../../services.ts";
import { problemResponse } from "./problem.ts";
import type { Caller } from "./rate_limit.ts";

/** What an endpoint knows beside the request itself. */
export interface EndpointContext {
  /** The request's id in problem answers and in the log. */
  readonly requestId: string;
  /** The caller that rate limits count; absent where tests call an endpoint directly. */
  readonly caller?: Caller;
}

/** Answers one method of one address. Thrown errors become problem answers. */
export type Endpoint = (
  request: Request,
  services: Services,
  context: EndpointContext,
) => Promise<Response>;

/** The endpoint, with thrown errors answered as problems and logged: 5xx at `error`, others at `debug`. */
export function withErrorHandling(endpoint: Endpoint): Endpoint {
  return async (request, services, context) => {
    try {
      return await endpoint(request, services, context);
    } catch (error) {
      const { requestId, caller } = context;
      const code = error instanceof AppError ? error.code : "internal";
      if (caller) services.metrics.countRefusal(caller.endpoint, code);
      if (error instanceof AppError && (error.status < 500 || code === "server-restarting")) {
        services.log.debug("request-refused", { requestId, code: error.code });
      } else {
        services.log.error("request-failed", { requestId, error });
      }
      return problemResponse(error, requestId);
    }
  };
}

/** A JSON answer that no cache keeps. */
export function jsonResponse(body: unknown, status = 200, headers: HeadersInit = {}): Response {
  const answer = new Response(JSON.stringify(body), { status, headers });
  answer.headers.set("content-type", "application/json");
  answer.headers.set("cache-control", "no-store");
  return answer;
}
