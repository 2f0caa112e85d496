/** `csp` and `staticFiles`. */
import { assetKey, buildId } from "./build_id.ts";
import { internals, nonceKey } from "./context.ts";
import type { Middleware } from "./define.ts";

export interface CSPOptions {
  reportOnly?: boolean;
  /** Lacking. */
  reportTo?: never;
  /** Directives to add, or to put in place of the default of the same name. */
  csp?: string[];
  /** A nonce instead of `'unsafe-inline'`, on what `ctx.render` answered. */
  useNonce?: boolean;
}

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

/** Sets `Content-Security-Policy` on each answer. */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const nameOf = (directive: string) => directive.split(" ")[0];
  const own = options.csp ?? [];
  const replaced = new Set(own.map(nameOf));
  const directives = [...defaultDirectives.filter((each) => !replaced.has(nameOf(each))), ...own];
  const header = `Content-Security-Policy${options.reportOnly ? "-Report-Only" : ""}`;
  return async (ctx) => {
    const answer: Response & { [nonceKey]?: string } = await ctx.next();
    const nonce = options.useNonce ? answer[nonceKey] : undefined;
    const policy = directives.map((directive) =>
      nonce && inlineDirective.test(nameOf(directive))
        ? directive.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`)
        : directive
    );
    answer.headers.set(header, policy.join("; "));
    return answer;
  };
}

/** Serves `static/` and what was built: for ever where the URL changes with the build, else not at all. */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { req, url, config } = ctx;
    let path: string;
    try {
      const segments = decodeURIComponent(url.pathname).split("/").filter((part) => part !== "");
      path = `/${segments.map(encodeURIComponent).join("/")}`;
    } catch {
      return await ctx.next();
    }
    const file = path === "/" ? null : await ctx[internals].cache.readFile(path);
    if (file === null) {
      return path === "/favicon.ico" ? new Response(null, { status: 404 }) : await ctx.next();
    }
    const isRead = req.method === "GET" || req.method === "HEAD";
    const key = url.searchParams.get(assetKey);
    const headers = new Headers({ "Content-Type": file.contentType, vary: "If-None-Match" });
    const answer = (body: BodyInit | null, status: number, init: HeadersInit = headers) => {
      if (body === null && file.body instanceof ReadableStream) file.body.cancel();
      return new Response(body, { status, headers: init });
    };
    if (!isRead) return answer(null, 405, {});
    if (key !== null && key !== buildId) {
      url.searchParams.delete(assetKey);
      return answer(null, 307, { location: url.pathname + url.search });
    }
    const isLasting = config.mode === "production" &&
      (key === buildId || url.pathname.startsWith(`/_fresh/js/${buildId}/`));
    if (config.mode === "production" && file.hash !== null) {
      const asked = req.headers.get("If-None-Match");
      if (asked === file.hash || asked === `W/"${file.hash}"`) return answer(null, 304);
      headers.set("Etag", `W/"${file.hash}"`);
    }
    headers.set(
      "Cache-Control",
      isLasting
        ? "public, max-age=31536000, immutable"
        : "no-cache, no-store, max-age=0, must-revalidate",
    );
    headers.set("Content-Length", String(file.size));
    return req.method === "HEAD" ? answer(null, 200) : answer(file.body, 200);
  };
}
