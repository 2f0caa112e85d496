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
      "access-control-allow-headers": "authorization, content-type",
      "access-control-max-age": "600",
      "vary": "origin",
    },
  });
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
