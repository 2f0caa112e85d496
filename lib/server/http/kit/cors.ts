/**
 * CORS for the origins in `MADANG_ALLOWED_ORIGINS`, without credentials: their pages authenticate by a bearer
 * or a body token, never by this site's cookies.
 */
import type { Config } from "../../config/config.ts";

type CorsConfig = Pick<Config, "allowedOrigins">;

/** `204` to a preflight of an allowed origin; `null` for any other request. */
export function preflightResponse(
  request: Request,
  config: CorsConfig,
  methods: readonly string[],
): Response | null {
  if (request.method !== "OPTIONS") return null;
  if (!request.headers.has("access-control-request-method")) return null;
  const origin = allowedOrigin(request, config);
  if (origin === null) return null;
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": allowedHeaders(request),
      "access-control-max-age": "600",
      "vary": "origin, access-control-request-headers",
    },
  });
}

/** Names of headers that a preflight may ask for, at most; and the form of one. */
const maxHeaders = 32;
const headerName = /^[\w-]{1,64}$/;

/**
 * The headers that were asked for: tracing adds `traceparent`, event streams `last-event-id`. None of them proves anything
 * to this server but `authorization`, which the other page has to know.
 */
function allowedHeaders(request: Request): string {
  const asked = (request.headers.get("access-control-request-headers") ?? "").split(",")
    .map((name) => name.trim().toLowerCase()).filter((name) => headerName.test(name));
  return [...new Set(["authorization", "content-type", ...asked])].slice(0, maxHeaders).join(", ");
}

/** The same response, readable by pages of an allowed origin. */
export function withCors(response: Response, request: Request, config: CorsConfig): Response {
  if (config.allowedOrigins.length === 0) return response;
  response.headers.append("vary", "origin");
  const origin = allowedOrigin(request, config);
  if (origin !== null) {
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", "retry-after, x-request-id");
  }
  return response;
}

function allowedOrigin(request: Request, { allowedOrigins }: CorsConfig): string | null {
  const origin = request.headers.get("origin");
  return origin !== null && allowedOrigins.includes(origin) ? origin : null;
}
