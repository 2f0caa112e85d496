/** `csp` and `staticFiles`. */
import { assetKey, buildId } from "./build_id.ts";
import { nonceKey, siteKey } from "./context.ts";
import type { Middleware } from "./define.ts";

const defaultDirectives = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

const inlineDirective = /^(script|style)-src(-elem|-attr)?$|^default-src$/;

/**
 * Sets `Content-Security-Policy` on each answer, with a nonce instead of `'unsafe-inline'` on answers of `ctx.render`.
 * The directives of `own` are added, or stand in place of the default of the same name.
 */
export function csp<State>({ csp: own }: { useNonce: true; csp: string[] }): Middleware<State> {
  const nameOf = (directive: string) => directive.split(" ")[0];
  const replaced = new Set(own.map(nameOf));
  const directives = [...defaultDirectives.filter((each) => !replaced.has(nameOf(each))), ...own];
  return async (ctx) => {
    const answer: Response & { [nonceKey]?: string } = await ctx.next();
    const nonce = answer[nonceKey];
    const policy = directives.map((directive) =>
      nonce && inlineDirective.test(nameOf(directive))
        ? directive.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`)
        : directive
    );
    answer.headers.set("Content-Security-Policy", policy.join("; "));
    return answer;
  };
}

/** Serves `static/` and built files: cached for ever where the address changes with the build, else not at all. */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { req, url, config } = ctx;
    const { files, rootUrl } = ctx[siteKey];
    const found = files.get(normalized(url.pathname));
    if (found === undefined) return await ctx.next();
    if (req.method !== "GET" && req.method !== "HEAD") return new Response(null, { status: 405 });
    const key = url.searchParams.get(assetKey);
    if (key !== null && key !== buildId) {
      url.searchParams.delete(assetKey);
      return new Response(null, { status: 307, headers: { location: url.pathname + url.search } });
    }
    const headers = new Headers({ "Content-Type": found.type, vary: "If-None-Match" });
    if (config.mode === "production") {
      const etag = `W/"${found.hash}"`;
      if (req.headers.get("If-None-Match") === etag) {
        return new Response(null, { status: 304, headers });
      }
      headers.set("Etag", etag);
    }
    const isLasting = config.mode === "production" &&
      (key === buildId || url.pathname.startsWith(`/_fresh/js/${buildId}/`));
    headers.set(
      "Cache-Control",
      isLasting
        ? "public, max-age=31536000, immutable"
        : "no-cache, no-store, max-age=0, must-revalidate",
    );
    const file = await Deno.open(new URL(found.file, rootUrl));
    headers.set("Content-Length", String((await file.stat()).size));
    if (req.method === "GET") return new Response(file.readable, { headers });
    file.close();
    return new Response(null, { headers });
  };
}

/** As the build wrote it: each part encoded, none empty. */
function normalized(pathname: string): string {
  try {
    const segments = decodeURIComponent(pathname).split("/").filter((part) => part !== "");
    return `/${segments.map(encodeURIComponent).join("/")}`;
  } catch {
    return "";
  }
}
