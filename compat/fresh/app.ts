/** The app: middlewares, and behind them the routes. */
import { Context, elementOf, type ResolvedFreshConfig, siteKey } from "./context.ts";
import type { HandlerFn, Middleware } from "./define.ts";
import { HttpError } from "./runtime.ts";
import { emptySnapshot, type Route, type Site, siteOf } from "./site.ts";

const methods = new Set(["HEAD", "GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]);

const unknownConnection: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
  completed: Promise.resolve(),
};

// Beside the app instead of in it, so that the class has only Fresh's members.
// deno-lint-ignore no-explicit-any -- an app of any state
const sites = new WeakMap<App<any>, Site<any>>();

/** The build that an app serves. */
export function setSite<State>(app: App<State>, site: Site<State>) {
  sites.set(app, site);
}

export class App<State> {
  readonly config: ResolvedFreshConfig = { root: ".", basePath: "", mode: "production" };
  readonly #middlewares: Middleware<State>[] = [];
  #hasFiles = false;

  use(...middlewares: Middleware<State>[]): this {
    this.#middlewares.push(...middlewares);
    return this;
  }

  /** The files under `routes/`. */
  fsRoutes(): this {
    this.#hasFiles = true;
    return this;
  }

  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const site: Site<State> = sites.get(this) ?? siteOf(emptySnapshot, new URL("file:///"));
    const steps = this.#middlewares.slice();
    if (this.#hasFiles) steps.unshift(surround), steps.push(...site.frame.middlewares);
    const nowhere = chain(steps);
    const routes = (this.#hasFiles ? site.routes : []).map(({ pattern, load }) => {
      let route: Route<State> | null = null;
      const last: Middleware<State> = async (ctx) => renderRoute(ctx, route ??= await load());
      return { pattern, url: new URLPattern({ pathname: pattern }), run: chain([...steps, last]) };
    });
    // A pattern takes 2 µs; of forty only those with a parameter are tried, since literal paths come before them.
    const literal = new Map(routes.map((route) => [route.pattern, route]));
    const withParameter = routes.filter(({ pattern }) => pattern.includes(":"));

    return async (request, info = unknownConnection) => {
      const url = new URL(request.url);
      if (url.pathname.includes("//")) url.pathname = url.pathname.replaceAll(/\/+/g, "/");
      const path = url.pathname.replace(/(?<=.)\/$/, "");
      const route = literal.get(path) ??
        withParameter.find((each) => each.url.test({ pathname: path }));
      // A malformed % throws here, outside of every middleware, as in Fresh.
      const groups = route?.url.exec({ pathname: path })?.pathname.groups ?? {};
      const params = Object.fromEntries(
        Object.entries(groups).map(([name, value]) => [name, decodeURI(value ?? "")]),
      );
      const next = () => Promise.reject(new HttpError(404));
      const { pattern = null, run = nowhere } = route ?? {};
      const ctx = new Context(request, url, info, pattern, params, this.config, next, site);
      try {
        if (route && !methods.has(request.method)) {
          throw new TypeError(`No handler can take ${request.method}`); // As Fresh does.
        }
        const answer = await run(ctx);
        return request.method === "HEAD" ? new Response(null, answer) : answer;
      } catch (error) {
        const status = error instanceof HttpError ? error.status : 500;
        if (status >= 500) console.error(error);
        return new Response(status < 500 ? String(status) : "Internal server error", { status });
      }
    };
  }
}

/** Outermost: the root's `_404` and `_error` answer from outside of every middleware. */
async function surround<State>(ctx: Context<State>): Promise<Response> {
  const { notFound, errorRoute } = ctx[siteKey].frame;
  try {
    return await ctx.next();
  } catch (error) {
    const status = error instanceof HttpError ? error.status : 500;
    // A 404 page answers 200 unless it sets a status, as in Fresh.
    if (notFound !== null && status === 404) return await renderRoute(ctx, notFound);
    if (errorRoute !== null) return await renderRoute(ctx, errorRoute, status);
    throw error;
  }
}

/** Chains handlers: each gets the next as `ctx.next`, the last gets the former `ctx.next`. */
function chain<State>(steps: Middleware<State>[]): Middleware<State> {
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
async function renderRoute<State>(
  ctx: Context<State>,
  { component, handler }: Route<State>,
  status = 200,
): Promise<Response> {
  let answerer: HandlerFn<unknown, State> | undefined;
  if (typeof handler === "function") answerer = handler;
  else {
    const byMethod = new Map(Object.entries(handler));
    const { method } = ctx.req;
    answerer = byMethod.get(method) ?? (method === "HEAD" ? handler.GET : undefined);
  }
  // Not a 405: the route matches every method, and an unhandled one goes on to the next handler.
  if (answerer === undefined) return await ctx.next();
  const answer = await answerer(ctx);
  if (answer instanceof Response) return answer;
  const headers = new Headers();
  // Set, not appended: Fresh keeps the last Set-Cookie alone.
  for (const [name, value] of new Headers(answer.headers)) headers.set(name, value);
  const page = component ? elementOf(ctx, component, () => null, answer.data) : null;
  return await ctx.render(page, { headers, status: answer.status ?? status });
}
