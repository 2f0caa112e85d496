/** The app: middlewares and routes in the order in which they are registered. */
import { getBuildCache, type RouteFile } from "./build_cache.ts";
import { Context, type ResolvedFreshConfig } from "./context.ts";
import type { Middleware } from "./define.ts";
import { HttpError, lacks, statusText } from "./error.ts";
import { middlewaresOf, patternOf, roleOf, routeOf } from "./fs_routes.ts";
import { type Method, methods, Router } from "./router.ts";
import {
  chain,
  newSegment,
  renderRoute,
  type Route,
  type Segment,
  segmentOf,
  stepsTo,
} from "./segments.ts";

/** Something to do once the build is known. */
type Command<State> = (root: Segment<State>, router: Router<Middleware<State>>) => void;

const nobody: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
  completed: Promise.resolve(),
};

const notFound = () => Promise.reject(new HttpError(404));
const methodNotAllowed = () => Promise.reject(new HttpError(405));

export class App<State> {
  readonly config: ResolvedFreshConfig = { root: ".", basePath: "", mode: "production" };
  #commands: Command<State>[] = [];

  constructor(config: { mode?: ResolvedFreshConfig["mode"] } = {}) {
    for (const [name, value] of Object.entries(config)) {
      if (name === "mode") this.config.mode = value;
      else lacks(`the app's config.${name}`)();
    }
  }

  use(...middlewares: Middleware<State>[]): this;
  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(first: string | Middleware<State>, ...rest: Middleware<State>[]): this {
    const path = typeof first === "string" ? first : "*";
    const added = typeof first === "string" ? rest : [first, ...rest];
    this.#commands.push((root) => segmentOf(root, path).middlewares.push(...added));
    return this;
  }

  get(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["GET"], path, handlers);
  }
  post(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["POST"], path, handlers);
  }
  all(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(methods, path, handlers);
  }

  #handle(allowed: readonly Method[], path: string, handlers: Middleware<State>[]): this {
    this.#commands.push((root, router) => {
      const handler = chain([...stepsTo(segmentOf(root, path)), ...handlers]);
      for (const method of allowed) router.add(method, path === "*" ? "/*" : path, handler);
    });
    return this;
  }

  /** The files under `routes/`, here in the order of things. */
  fsRoutes(pattern = "*"): this {
    if (pattern !== "*") lacks("fsRoutes with a pattern")();
    this.#commands.push((root, router) => {
      for (const file of getBuildCache(this).routes) addFile(root, router, file);
    });
    return this;
  }

  appWrapper: (...given: unknown[]) => never = lacks("app.appWrapper");
  delete: (...given: unknown[]) => never = lacks("app.delete");
  head: (...given: unknown[]) => never = lacks("app.head");
  layout: (...given: unknown[]) => never = lacks("app.layout");
  listen: (...given: unknown[]) => never = lacks("app.listen");
  mountApp: (...given: unknown[]) => never = lacks("app.mountApp");
  notFound: (...given: unknown[]) => never = lacks("app.notFound");
  onError: (...given: unknown[]) => never = lacks("app.onError");
  patch: (...given: unknown[]) => never = lacks("app.patch");
  put: (...given: unknown[]) => never = lacks("app.put");
  route: (...given: unknown[]) => never = lacks("app.route");
  ws: (...given: unknown[]) => never = lacks("app.ws");

  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const cache = getBuildCache(this);
    const router = new Router<Middleware<State>>();
    const root = newSegment<State>(null);
    for (const command of this.#commands) command(root, router);
    const rootHandler = chain(stepsTo(root));

    return async (request, info = nobody) => {
      const url = new URL(request.url);
      if (url.pathname.includes("//")) url.pathname = url.pathname.replaceAll(/\/+/g, "/");
      const method = request.method.toUpperCase();
      const { pattern, params, item, methodMatch } = router.match(method, url);
      let next: () => Promise<Response> = notFound;
      if (pattern !== null && !methodMatch) {
        const headers = { Allow: router.methodsOf(pattern).join(", ") };
        next = method === "OPTIONS"
          ? () => Promise.resolve(new Response(null, { status: 204, headers }))
          : methodNotAllowed;
      }
      const ctx = new Context<State>(request, url, info, pattern, params, this.config, next, cache);
      try {
        if (pattern !== null && !methods.some((known) => known === method)) {
          throw new TypeError(`No handler can take ${method}`); // Fresh stumbles here too.
        }
        const answer = await (item ?? rootHandler)(ctx);
        if (!(answer instanceof Response)) {
          throw new Error(`Expected a "Response" instance to be returned, but got: ${answer}`);
        }
        return method === "HEAD" ? new Response(null, answer) : answer;
      } catch (error) {
        const isHttp = error instanceof HttpError;
        if (!isHttp || error.status >= 500) console.error(error);
        return isHttp
          ? new Response(error.message || statusText[error.status], { status: error.status })
          : new Response("Internal server error", { status: 500 });
      }
    };
  }
}

function addFile<State>(
  root: Segment<State>,
  router: Router<Middleware<State>>,
  { id, module, load }: RouteFile,
) {
  const { role, folder } = roleOf(id);
  const segment = segmentOf(root, folder);
  if (role === "_middleware") segment.middlewares.push(...middlewaresOf<State>(id, module));
  else if (role === "_app") root.app = routeOf<State>(id, module).component ?? null;
  else if (role === "_404") root.notFound = routeOf(id, module);
  else if (role === "_error") segment.errorRoute = routeOf(id, module);
  else {
    let route: Route<State> | null = null;
    const handler = chain<State>([...stepsTo(segment), async (ctx) => {
      route ??= routeOf<State>(id, await load?.());
      return await renderRoute(ctx, route);
    }]);
    for (const method of methods) router.add(method, patternOf(id), handler);
  }
}
