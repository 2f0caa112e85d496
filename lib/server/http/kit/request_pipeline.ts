/**
 * Requests that must not reach Fresh as they are: Fresh 2.3.3 answers 500, outside every middleware, to an unknown
 * method and to a malformed `%` in a path, and it treats one query parameter specially.
 */
import { AppError } from "../../base/app_error.ts";
import { problemResponse } from "./problem.ts";

/** The methods that any address takes; each address takes some of them. */
const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const known: ReadonlySet<string> = new Set(knownMethods);

/** esbuild's list of all source files, which Fresh writes beside the scripts: it is answered with `404`. */
const metafile = /^\/+_fresh\/.*\/metafile\.json$/;

/** With this query parameter Fresh renders a partial, which has no script. Our pages use no partials. */
const partialParameter = "fresh-partial";

/**
 * The request to pass on to Fresh, with its address repaired where Fresh would fail on it; or a response: `405`, `404`, or
 * `308` to the same page without trailing slashes.
 */
export function sanitizeRequest(request: Request, requestId: string): Response | Request {
  if (!known.has(request.method)) return methodNotAllowed(knownMethods, requestId);
  const url = new URL(request.url);
  if (metafile.test(url.pathname)) {
    return problemResponse(
      new AppError("not-found", "The list of sources is not public"),
      requestId,
    );
  }
  const bare = url.pathname.replace(/\/+$/, "");
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && bare !== "" && bare !== url.pathname && !isApiPath(url.pathname)) {
    // One leading slash: two would name another host.
    const location = bare.replace(/^\/+/, "/") + url.search;
    return new Response(null, { status: 308, headers: { location, "x-request-id": requestId } });
  }
  const isPlain = isDecodable(url.pathname);
  if (isPlain && !url.searchParams.has(partialParameter)) return request;
  // No route has such a path: escaped, it becomes an ordinary 404 with its page and headers.
  if (!isPlain) url.pathname = url.pathname.replaceAll("%", "%25");
  if (url.searchParams.has(partialParameter)) url.searchParams.delete(partialParameter);
  const { method, headers, body } = request;
  return new Request(url, { method, headers, body });
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

/** `405`, with the allowed methods in `Allow`. */
export function methodNotAllowed(allowed: readonly string[], requestId: string): Response {
  const answer = problemResponse(
    new AppError("method-not-allowed", "This address does not take that method"),
    requestId,
  );
  answer.headers.set("allow", allowed.join(", "));
  return answer;
}

/** True for addresses whose errors are problems in JSON; false for pages. */
export function isApiPath(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/");
}
