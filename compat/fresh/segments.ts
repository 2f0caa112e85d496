/**
 * The tree of path segments that middlewares, layouts and error pages hang on. A route's chain is
 * made when the route is registered: what is registered later does not reach it.
 */
import { callComponent, type Context, surroundings } from "./context.ts";
import type {
  HandlerFn,
  LayoutConfig,
  Middleware,
  RouteComponent,
  RouteConfig,
  RouteHandler,
} from "./define.ts";
import { HttpError } from "./error.ts";
import type { Method } from "./router.ts";

export interface Route<State> {
  component?: RouteComponent<State>;
  handler: RouteHandler<unknown, State>;
  config: RouteConfig;
}

export interface Segment<State> {
  parent: Segment<State> | null;
  children: Map<string, Segment<State>>;
  middlewares: Middleware<State>[];
  layout: { component: RouteComponent<State>; config: LayoutConfig } | null;
  errorRoute: Route<State> | null;
  /** These two on the root alone. */
  app: RouteComponent<State> | null;
  notFound: Route<State> | null;
}

export function newSegment<State>(parent: Segment<State> | null): Segment<State> {
  return {
    parent,
    children: new Map(),
    middlewares: [],
    layout: null,
    errorRoute: null,
    app: null,
    notFound: null,
  };
}

/** The segment of `/a/b/c`: of its folder `/a/b` unless `isFolder`. */
export function segmentOf<State>(root: Segment<State>, path: string, isFolder: boolean) {
  let segment = root;
  if (path === "*" || path === "/*" || path === "/") return root;
  const names = path.split("/").slice(1);
  for (const name of isFolder ? names.filter((each) => each !== "") : names.slice(0, -1)) {
    let child = segment.children.get(name);
    if (child === undefined) segment.children.set(name, child = newSegment(segment));
    segment = child;
  }
  return segment;
}

/** What runs before a route of this segment, outermost first. */
export function stepsTo<State>(segment: Segment<State>): Middleware<State>[] {
  const outer = segment.parent === null ? [] : stepsTo(segment.parent);
  return [...outer, surround(segment), ...segment.middlewares];
}

/** Puts app and layout around what follows, and answers for what it throws. */
function surround<State>(segment: Segment<State>): Middleware<State> {
  const { app, layout, errorRoute } = segment;
  let root = segment;
  while (root.parent !== null) root = root.parent;
  return async (ctx) => {
    const around = ctx[surroundings];
    if (app !== null) around.app = app;
    if (layout !== null) {
      if (layout.config.skipAppWrapper) around.app = null;
      const inherited = layout.config.skipInheritedLayouts ? [] : around.layouts;
      around.layouts = [...inherited, layout.component];
    }
    const { app: ourApp, layouts: ourLayouts } = around;
    try {
      return await ctx.next();
    } catch (error) {
      around.app = ourApp;
      around.layouts = ourLayouts;
      const status = error instanceof HttpError ? error.status : 500;
      // A 404 page answers 200 unless it says otherwise: so does Fresh.
      if (root.notFound !== null && status === 404) return await renderRoute(ctx, root.notFound);
      if (errorRoute !== null) return await renderRoute(ctx, errorRoute, status);
      throw error;
    }
  };
}

/** One handler out of many: each gets the next as `ctx.next`, the last what was there before. */
export function chain<State>(steps: Middleware<State>[]): Middleware<State> {
  return (ctx) => {
    const last = ctx.next;
    const around = ctx[surroundings];
    const run = async (index: number): Promise<Response> => {
      if (index === steps.length) return await last();
      const { app, layouts } = around;
      ctx.next = () => run(index + 1);
      try {
        return await steps[index](ctx);
      } catch (error) {
        ctx.error = error;
        throw error;
      } finally {
        around.app = app;
        around.layouts = layouts;
      }
    };
    return run(0);
  };
}

/** Calls the route's handler, and renders its page where the handler answers with data. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  status = 200,
): Promise<Response> {
  const { component, handler, config } = route;
  const around = ctx[surroundings];
  if (config.skipAppWrapper) around.app = null;
  if (config.skipInheritedLayouts) around.layouts = [];
  const method = ctx.req.method.toUpperCase() as Method;
  let answerer: HandlerFn<unknown, State> | undefined;
  if (typeof handler === "function") answerer = handler;
  else answerer = handler[method] ?? (method === "HEAD" ? handler.GET : undefined);
  // Not a 405: the route is there for every method, and what it does not handle goes on.
  if (answerer === undefined) return await ctx.next();
  const answer = await answerer(ctx);
  if (answer instanceof Response) return answer;
  const page = component === undefined
    ? null
    : await callComponent(ctx, component, () => null, answer.data);
  if (page instanceof Response) return page;
  const headers = new Headers({ "Content-Type": "text/html;charset=utf-8" });
  new Headers(answer.headers).forEach((value, name) => headers.set(name, value));
  return await ctx.render(page, { headers, status: answer.status ?? status });
}
