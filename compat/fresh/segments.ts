/**
 * The tree of path segments that middlewares and error pages hang on. A route's chain is made when
 * the route is registered: what is registered later does not reach it.
 */
import { type Context, elementOf, internals } from "./context.ts";
import type { HandlerFn, Middleware, RouteComponent, RouteHandler } from "./define.ts";
import { HttpError } from "./error.ts";

export interface Route<State> {
  component?: RouteComponent<State>;
  handler: RouteHandler<unknown, State>;
}

export interface Segment<State> {
  parent: Segment<State> | null;
  children: Map<string, Segment<State>>;
  middlewares: Middleware<State>[];
  errorRoute: Route<State> | null;
  /** These two on the root alone. */
  app: RouteComponent<State> | null;
  notFound: Route<State> | null;
}

export function newSegment<State>(parent: Segment<State> | null): Segment<State> {
  const children = new Map();
  return { parent, children, middlewares: [], errorRoute: null, app: null, notFound: null };
}

/** The segment of the folder `/a/b`. */
export function segmentOf<State>(root: Segment<State>, folder: string): Segment<State> {
  let segment = root;
  for (const name of folder.split("/")) {
    if (name === "" || name === "*") continue;
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

/** Frames what follows with the app, and answers for what it throws. */
function surround<State>(segment: Segment<State>): Middleware<State> {
  const { app, errorRoute } = segment;
  let root = segment;
  while (root.parent !== null) root = root.parent;
  return async (ctx) => {
    if (app !== null) ctx[internals].app = app;
    try {
      return await ctx.next();
    } catch (error) {
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
    const run = async (index: number): Promise<Response> => {
      if (index === steps.length) return await last();
      ctx.next = () => run(index + 1);
      try {
        return await steps[index](ctx);
      } catch (error) {
        ctx.error = error;
        throw error;
      }
    };
    return run(0);
  };
}

/** Calls the route's handler, and renders its page where the handler answers with data. */
export async function renderRoute<State>(
  ctx: Context<State>,
  { component, handler }: Route<State>,
  status = 200,
): Promise<Response> {
  const method = ctx.req.method.toUpperCase();
  let answerer: HandlerFn<unknown, State> | undefined;
  if (typeof handler === "function") answerer = handler;
  else {
    const byMethod = new Map(Object.entries(handler));
    answerer = byMethod.get(method) ?? (method === "HEAD" ? handler.GET : undefined);
  }
  // Not a 405: the route is there for every method, and what it does not handle goes on.
  if (answerer === undefined) return await ctx.next();
  const answer = await answerer(ctx);
  if (answer instanceof Response) return answer;
  const page = component ? elementOf(ctx, component, () => null, answer.data) : null;
  return await ctx.render(page, { headers: answer.headers, status: answer.status ?? status });
}
