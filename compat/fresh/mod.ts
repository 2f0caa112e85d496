/**
 * The npm-only stand-in for Fresh 2.3.3: the part that Madang uses, for networks without JSR. Where
 * it has something, it behaves as Fresh does (tests/integration/fresh_test.ts holds for both); what
 * it lacks throws with its name, so that nothing is silently different. It has:
 *
 * - `fresh`: App (use, get, post, all, fsRoutes, handler), createDefine (handlers, page, middleware),
 *   page, HttpError, csp (csp, useNonce, reportOnly), staticFiles, PageProps, and Context: req, url,
 *   info, route, params, config, state, error, isPartial, next, redirect, render
 * - `routes/`: pages, `handler` and `handlers`, `[name]`, `[...rest]`, `_app`, `_middleware`,
 *   `_error`, `_404`
 * - `islands/`: props of JSON and signals, islands in islands, chunks loaded by `import()`
 * - `fresh/runtime`: asset, IS_BROWSER, HttpError
 * - `fresh/dev`: Builder (target, root, outDir; build, listen)
 *
 * Not there, and not to be missed by name: HTML and CSS are left as written but for nonces, `<img>`
 * and links to the page itself (no lasting URLs in `srcset` and in CSS); no overlay, hot reload,
 * tracing or update check while developing; no client-side navigation.
 */
import { lacks } from "./error.ts";

export { App } from "./app.ts";
export type { Context, ResolvedFreshConfig } from "./context.ts";
export {
  createDefine,
  type Define,
  type HandlerByMethod,
  type HandlerFn,
  type Middleware,
  page,
  type PageProps,
  type PageResponse,
  type RouteData,
  type RouteHandler,
} from "./define.ts";
export { type ErrorStatus, HttpError } from "./error.ts";
export { csp, type CSPOptions, staticFiles } from "./middlewares.ts";
export type { Method } from "./router.ts";

export const cors: (...given: unknown[]) => never = lacks("cors");
export const csrf: (...given: unknown[]) => never = lacks("csrf");
export const ipFilter: (...given: unknown[]) => never = lacks("ipFilter");
export const trailingSlashes: (...given: unknown[]) => never = lacks("trailingSlashes");
