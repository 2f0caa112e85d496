/** Endpoints are functions (Request, Services) → Response; this is what they have in common. */
import { AppError } from "../../base/app_error.ts";
import type { Services } from "../../services.ts";
import { problemResponse } from "./problem.ts";
import type { Caller } from "./rate_limit.ts";

/** What an endpoint knows of a request beside the request. */
export interface EndpointContext {
  /** Names this request in problem answers and in the log. */
  readonly requestId: string;
  /** Whose request it is, as limits count it; absent where an endpoint is called by itself. */
  readonly caller?: Caller;
}

/** Answers one method of one address; what it throws becomes a problem. */
export type Endpoint = (
  request: Request,
  services: Services,
  context: EndpointContext,
) => Promise<Response>;

/** An endpoint whose errors are answered as problems, and logged: 5xx as errors, the rest as debugging. */
export function withErrorHandling(endpoint: Endpoint): Endpoint {
  return async (request, services, context) => {
    try {
      return await endpoint(request, services, context);
    } catch (error) {
      const { requestId } = context;
      if (error instanceof AppError && error.status < 500) {
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
