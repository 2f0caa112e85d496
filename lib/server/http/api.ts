/** One address of the API: its endpoints by method, and the answers that all addresses share. */
import type { Services } from "../services.ts";
import { preflightResponse, withCors } from "./cors.ts";
import { answering, type Endpoint } from "./endpoint.ts";
import { methodNotAllowed } from "./front_door.ts";

/** The methods that an address may have an endpoint for. HEAD is answered as GET without a body. */
export type EndpointsByMethod = Partial<
  Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", Endpoint>
>;

/** What a request brings along, besides itself. */
export interface ApiState {
  readonly services: Services;
  readonly requestId: string;
}

/** Answers a request to the address that has `endpoints`: never rejects. */
export async function answerApi(
  request: Request,
  { services, requestId }: ApiState,
  endpoints: EndpointsByMethod,
): Promise<Response> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const endpoint = Object.entries(endpoints).find(([name]) => name === method)?.[1];
  const answer = endpoint
    ? await answering(endpoint)(request, services, { requestId })
    : withoutEndpoint(request, { services, requestId }, Object.keys(endpoints));
  return withCors(answer, request, services.config);
}

function withoutEndpoint(
  request: Request,
  { services, requestId }: ApiState,
  methods: readonly string[],
): Response {
  const allowed = methods.flatMap((name) => name === "GET" ? ["GET", "HEAD"] : [name]);
  if (request.method !== "OPTIONS") return methodNotAllowed(allowed, requestId);
  return preflightResponse(request, services.config, allowed) ??
    new Response(null, { status: 204, headers: { allow: allowed.join(", ") } });
}
