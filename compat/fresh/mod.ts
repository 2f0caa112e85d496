/**
 * The npm-only stand-in for Fresh 2.3.3: the part that Madang uses, for networks without JSR. Its parts behave as
 * Fresh's, defects included (tests/integration/fresh_test.ts holds for both). A part that it lacks fails the type
 * check. It has:
 *
 * - `fresh`: App (use, fsRoutes, handler), createDefine (handlers, page, middleware), page, HttpError, csp, staticFiles,
 *   and Context: req, url, info, route, params, config, state, error, isPartial, next, redirect, render
 * - `routes/`: pages, `handler`, `[name]`; in the root `_app`, `_middleware`, `_error`, `_404`
 * - `islands/`: one at a time, with props of JSON, and chunks loaded by `import()`
 * - `fresh/runtime`: asset, IS_BROWSER, HttpError
 * - `fresh/dev`: Builder (target, root, outDir; build, listen, which builds and serves)
 */
export { App } from "./app.ts";
export { createDefine, page } from "./define.ts";
export { csp, staticFiles } from "./middlewares.ts";
export { HttpError } from "./runtime.ts";
