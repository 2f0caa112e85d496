/**
 * What must be settled before Fresh sees a request: Fresh 2.3.3 answers 500, from outside every middleware,
 * to methods that it does not know and to a malformed `%` in a path, and has a query of its own.
 */
import { AppError } from "../../base/app_error.ts";
import { problemResponse } from "./problem.ts";

/** The methods that this server knows at all; each address takes some of them. */
const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const known: ReadonlySet<string> = new Set(knownMethods);

/** Fresh's bundler leaves a list of all source files beside the scripts. */
const metafile = /^\/+_fresh\/.*\/metafile\.json$/;

/** With this in the query Fresh renders a part for a page of its own, which has no script and stays dead. We ask for none. */
const partialParameter = "fresh-partial";

/**
 * A refusal, or the way to a page whose address got a slash behind it; else the request to pass on: the same one, but for
 * an address that Fresh would take for another.
 */
export function sanitizeRequest(request: Request, requestId: string): Response | Request {
  if (!known.has(request.method)) return methodNotAllowed(knownMethods, requestId);
  const url = new URL(request.url);
  if (metafile.test(url.pathname)) {
    return problemResponse(new AppError("not-found", "Not for the public"), requestId);
  }
  const bare = url.pathname.replace(/\/+$/, "");
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && bare !== "" && bare !== url.pathname && !isApiPath(url.pathname)) {
    // One slash at the front: two would name another host.
    const location = bare.replace(/^\/+/, "/") + url.search;
    return new Response(null, { status: 308, headers: { location, "x-request-id": requestId } });
  }
  const isPlain = isDecodable(url.pathname);
  if (isPlain && !url.searchParams.has(partialParameter)) return request;
  // No address of ours has such a path: escaped, it becomes a plain "not found" with its page and headers.
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

/** `405`, and what the address does take. */
export function methodNotAllowed(allowed: readonly string[], requestId: string): Response {
  const answer = problemResponse(
    new AppError("method-not-allowed", "This address does not take that method"),
    requestId,
  );
  answer.headers.set("allow", allowed.join(", "));
  return answer;
}

/** True for the addresses whose errors are problems in JSON, and false for pages. */
export function isApiPath(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/");
}
