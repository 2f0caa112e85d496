/**
 * The npm-only stand-in for Fresh 2.3.3: the part that Madang uses, for networks without JSR. Where
 * it has something, it behaves as Fresh does (tests/integration/fresh_test.ts holds for both); what
 * it lacks throws with its name, so that nothing is silently different. It has:
 *
 * - `fresh`: App (use, get, post, patch, put, delete, head, all, fsRoutes, handler; trustProxy),
 *   createDefine, page, HttpError, csp (csp, useNonce, reportOnly), staticFiles, Context (req, url,
 *   info, route, params, config, state, error, next, redirect, text, html, json, render), PageProps
 * - `routes/`: pages (async ones too), `handler` and `handlers`, `_app`, `_layout`, `_middleware`,
 *   `_error`, `_404`, `[name]`, `[...rest]`; config skipAppWrapper and skipInheritedLayouts
 * - `islands/`: props of JSON and signals, islands in islands, chunks loaded by `import()`
 * - `fresh/runtime`: asset, Head (elements only), IS_BROWSER, HttpError
 * - `fresh/dev`: Builder (root, outDir, serverEntry, staticDir, islandDir, routeDir, target, ignore;
 *   registerIsland, build, listen)
 *
 * It lacks, among others: partials and client-side navigation, route groups, `(_islands)`, children
 * of islands, CSS imported by islands, basePath, mountApp, WebSockets, plugins, the error overlay and
 * hot reload, tracing, `url()`s in CSS made lasting, `srcset`s made lasting, Vite.
 */
import { lacks } from "./error.ts";

export { App } from "./app.ts";
export type { Context, FreshConfig, ResolvedFreshConfig } from "./context.ts";
export {
  createDefine,
  type Define,
  type HandlerByMethod,
  type HandlerFn,
  type LayoutConfig,
  type Middleware,
  page,
  type PageProps,
  type PageResponse,
  type RouteConfig,
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
