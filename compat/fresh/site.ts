/** The parts of a build: islands, files, and the routes with the frame around them. */
// deno-lint-ignore-file no-explicit-any -- a route module is whatever its file exports
import type { Middleware, RouteComponent, RouteHandler } from "./define.ts";

/** `snapshot.js`, which the Builder writes. */
export interface Snapshot {
  buildId: string;
  /** URL paths of the runtime and of the islands' scripts. */
  clientEntry: string;
  islands: { module: object; chunk: string }[];
  /** By the path under `routes/`, without extension: `/api/health`. `_app` and the like are loaded from the start. */
  routes: { id: string; module?: any; load?: () => Promise<any> }[];
  /** By URL path; `file` is relative to the project. */
  files: Record<string, { file: string; hash: string; type: string }>;
}

export interface Route<State> {
  component?: RouteComponent<State>;
  handler: RouteHandler<unknown, State>;
}

/** The root's own files, around every route. */
export interface Frame<State> {
  app: RouteComponent<State> | null;
  middlewares: Middleware<State>[];
  errorRoute: Route<State> | null;
  notFound: Route<State> | null;
}

/** An island's script in the browser, and its exported name. */
export interface Island {
  chunk: string;
  exportName: string;
}

export interface Site<State> {
  rootUrl: URL;
  clientEntry: string;
  islands: Map<unknown, Island>;
  files: Map<string, Snapshot["files"][string]>;
  frame: Frame<State>;
  /** With its URL pattern; loaded when first asked for. */
  routes: { pattern: string; load: () => Promise<Route<State>> }[];
}

const noFrame = { app: null, middlewares: [], errorRoute: null, notFound: null };

/** The site of an app that was never built. */
export const emptySnapshot: Snapshot = {
  ...{ buildId: "", clientEntry: "", islands: [], routes: [], files: {} },
};

export function siteOf<State>(snapshot: Snapshot, rootUrl: URL): Site<State> {
  const frame: Frame<State> = { ...noFrame };
  const routes: Site<State>["routes"] = [];
  // Literal segments before parameters, at every depth.
  const order = (id: string) => id.replaceAll("[", "~");
  for (const each of snapshot.routes.toSorted((a, b) => order(a.id) < order(b.id) ? -1 : 1)) {
    const { id, module, load = () => Promise.resolve(module) } = each;
    if (id === "/_app") frame.app = module.default;
    else if (id === "/_middleware") frame.middlewares = [module.handler ?? module.default].flat();
    else if (id === "/_error") frame.errorRoute = routeOf(module);
    else if (id === "/_404") frame.notFound = routeOf(module);
    else routes.push({ pattern: patternOf(id), load: async () => routeOf(await load()) });
  }
  const islands: Site<State>["islands"] = new Map();
  for (const { module, chunk } of snapshot.islands) {
    for (const [exportName, value] of Object.entries(module)) {
      if (typeof value === "function") islands.set(value, { chunk, exportName });
    }
  }
  const { clientEntry, files } = snapshot;
  return { rootUrl, clientEntry, islands, files: new Map(Object.entries(files)), frame, routes };
}

/** Whether a file is loaded with the app, and not with its first request. */
export function isOfFrame(id: string): boolean {
  return /^\/_(app|middleware|error|404)$/.test(id);
}

/** `/space/[slug]/index` → `/space/:slug`. @throws {Error} for a form that Madang does not use. */
export function patternOf(id: string): string {
  if (/\/[_(]|\[\[|\]\[|\[\.\.\./.test(id)) {
    throw new Error(`The stand-in for Fresh does not know files like routes${id}`);
  }
  return (id.replace(/\/index$/, "") || "/").replaceAll(/\[(\w+)\]/g, ":$1");
}

function routeOf<State>({ handler, default: component }: any): Route<State> {
  const show = () => ({ data: {} });
  return { component, handler: handler ?? show };
}
