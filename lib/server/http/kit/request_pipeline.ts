/**
 * What must be settled before Fresh sees a request: Fresh 2.3.3 answers 500, from outside every middleware,
 * to methods that it does not know and to a malformed `%` in a path.
 */
import { AppError } from "../../base/app_error.ts";
import { problemResponse } from "./problem.ts";

/** The methods that this server knows at all; each address takes some of them. */
const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const known: ReadonlySet<string> = new Set(knownMethods);

/** Fresh's bundler leaves a list of all source files beside the scripts. */
const metafile = /^\/+_fresh\/.*\/metafile\.json$/;

/** A refusal, or the request to pass on: the same one, but for a path that could not be decoded. */
export function sanitizeRequest(request: Request, requestId: string): Response | Request {
  if (!known.has(request.method)) return methodNotAllowed(knownMethods, requestId);
  const url = new URL(request.url);
  if (metafile.test(url.pathname)) {
    return problemResponse(new AppError("not-found", "Not for the public"), requestId);
  }
  if (isDecodable(url.pathname)) return request;
  // No address of ours has such a path: escaped, it becomes a plain "not found" with its page and headers.
  url.pathname = url.pathname.replaceAll("%", "%25");
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
