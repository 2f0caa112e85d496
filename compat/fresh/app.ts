/** The app: middlewares and routes in the order in which they are registered. */
import { getBuildCache } from "./build_cache.ts";
import { Context, type FreshConfig, type ResolvedFreshConfig } from "./context.ts";
import type { Middleware } from "./define.ts";
import { HttpError, lacks, statusText } from "./error.ts";
import {
  methodNotAllowed,
  middlewaresOf,
  notFound,
  patternOf,
  roleOf,
  routeOf,
} from "./fs_routes.ts";
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

export class App<State> {
  readonly config: ResolvedFreshConfig;
  #commands: Command<State>[] = [];

  constructor(config: FreshConfig = {}) {
    if (config.basePath) lacks("basePath")();
    this.config = {
      root: ".",
      basePath: "",
      mode: config.mode ?? "production",
      trustProxy: config.trustProxy ?? false,
    };
  }

  use(...middlewares: Middleware<State>[]): this;
  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(first: string | Middleware<State>, ...rest: Middleware<State>[]): this {
    const path = typeof first === "string" ? first : "*";
    const added = typeof first === "string" ? rest : [first, ...rest];
    this.#commands.push((root) => segmentOf(root, path, true).middlewares.push(...added));
    return this;
  }

  get(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["GET"], path, handlers);
  }
  post(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["POST"], path, handlers);
  }
  patch(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["PATCH"], path, handlers);
  }
  put(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["PUT"], path, handlers);
  }
  delete(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["DELETE"], path, handlers);
  }
  head(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(["HEAD"], path, handlers);
  }
  all(path: string, ...handlers: Middleware<State>[]): this {
    return this.#handle(methods, path, handlers);
  }

  #handle(allowed: readonly Method[], path: string, handlers: Middleware<State>[]): this {
    this.#commands.push((root, router) => {
      const handler = chain([...stepsTo(segmentOf(root, path, true)), ...handlers]);
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

  notFound: (...given: unknown[]) => never = lacks("app.notFound");
  onError: (...given: unknown[]) => never = lacks("app.onError");
  appWrapper: (...given: unknown[]) => never = lacks("app.appWrapper");
  layout: (...given: unknown[]) => never = lacks("app.layout");
  route: (...given: unknown[]) => never = lacks("app.route");
  ws: (...given: unknown[]) => never = lacks("app.ws");
  mountApp: (...given: unknown[]) => never = lacks("app.mountApp");
  listen: (...given: unknown[]) => never = lacks("app.listen");

  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const cache = getBuildCache(this);
    const router = new Router<Middleware<State>>();
    const root = newSegment<State>(null);
    for (const command of this.#commands) command(root, router);
    const rootHandler = chain(stepsTo(root));

    return async (request, info = nobody) => {
      const url = this.#urlOf(request);
      const method = request.method.toUpperCase();
      const match = router.match(method, url);
      let next = notFound;
      if (match.pattern !== null && !match.methodMatch) {
        const allowed = router.methodsOf(match.pattern).join(", ");
        const answer = new Response(null, { status: 204, headers: { Allow: allowed } });
        next = method === "OPTIONS" ? () => Promise.resolve(answer) : methodNotAllowed;
      }
      const { pattern, params } = match;
      const ctx = new Context<State>(request, url, info, pattern, params, this.config, next, cache);
      try {
        if (pattern !== null && !methods.some((known) => known === method)) {
          throw new TypeError(`No handler can take ${method}`); // Fresh stumbles here too.
        }
        const answer = await (match.item ?? rootHandler)(ctx);
        if (!(answer instanceof Response)) {
          throw new Error(`Expected a "Response" instance to be returned, but got: ${answer}`);
        }
        return method === "HEAD" ? new Response(null, answer) : answer;
      } catch (error) {
        if (error instanceof HttpError && error.status < 500) {
          return answerError(error);
        }
        console.error(error);
        return error instanceof HttpError
          ? answerError(error)
          : new Response("Internal server error", { status: 500 });
      }
    };
  }

  #urlOf(request: Request): URL {
    const url = new URL(request.url);
    url.pathname = url.pathname.replaceAll(/\/+/g, "/");
    if (this.config.trustProxy) {
      const proto = request.headers.get("x-forwarded-proto");
      const host = request.headers.get("x-forwarded-host");
      if (proto) url.protocol = `${proto}:`;
      if (host) url.host = host;
    }
    return url;
  }
}

function answerError({ message, status }: HttpError): Response {
  return new Response(message || statusText[status], { status });
}

function addFile<State>(
  root: Segment<State>,
  router: Router<Middleware<State>>,
  file: ReturnType<typeof getBuildCache>["routes"][number],
) {
  const { role, folder } = roleOf(file.id);
  if (role === "_middleware") {
    segmentOf(root, folder, true).middlewares.push(...middlewaresOf<State>(file.id, file.module));
    return;
  }
  if (role === "route") {
    // `/api/index` belongs to the folder /api, `/api/health` too.
    const steps = stepsTo(segmentOf<State>(root, `${folder === "/" ? "" : folder}/_`, false));
    let route: Route<State> | null = null;
    const run: Middleware<State> = async (ctx) => {
      route ??= routeOf<State>(file, await file.load?.() ?? file.module);
      return await renderRoute(ctx, route);
    };
    const handler = chain([...steps, run]);
    // Without the slash at its end but for the root: Fresh answers to both.
    const pattern = patternOf(file.id);
    const path = pattern === "/" ? pattern : pattern.replace(/\/$/, "");
    for (const method of methods) router.add(method, path, handler);
    return;
  }
  const route = routeOf<State>(file, file.module);
  const { component, config } = route;
  if (role === "_app") root.app = component ?? null;
  if (role === "_404") root.notFound = route;
  if (role === "_error") segmentOf(root, folder, true).errorRoute = route;
  if (role === "_layout" && component !== undefined) {
    segmentOf(root, folder, true).layout = { component, config };
  }
}
