/** What handlers, middlewares and pages get: the request, and ways to answer it. */
// deno-lint-ignore-file no-explicit-any -- the signatures are Fresh's, so that what checks here checks there
import { type FunctionComponent, h, isValidElement, type VNode } from "preact";
import type { BuildCache } from "./build_cache.ts";
import type { LayoutConfig, PageProps, RouteComponent } from "./define.ts";
import { lacks } from "./error.ts";
import { renderDocument } from "./render.ts";

export interface FreshConfig {
  /** Lacking: the app is served from the root. */
  basePath?: never;
  mode?: "development" | "production";
  /** Makes `ctx.url` from `X-Forwarded-Proto` and `X-Forwarded-Host`. */
  trustProxy?: boolean;
}

export interface ResolvedFreshConfig {
  root: string;
  basePath: string;
  mode: "development" | "production";
  trustProxy: boolean;
}

/** Where `csp` finds the nonce of a rendered answer; never a header. */
export const nonceKey = Symbol.for("__freshNonce");

/** What segments.ts and middlewares.ts know of a context; not for apps. */
export interface Surroundings<State> {
  app: RouteComponent<State> | null;
  layouts: RouteComponent<State>[];
  cache: BuildCache;
}

export const surroundings = Symbol("surroundings");

export class Context<State> {
  readonly state: State = {} as State;
  readonly isPartial = false;
  error: unknown | null = null;
  data: unknown = undefined;
  Component!: FunctionComponent;
  [surroundings]: Surroundings<State>;

  constructor(
    public req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly route: string | null,
    readonly params: Record<string, string>,
    readonly config: ResolvedFreshConfig,
    public next: () => Promise<Response>,
    cache: BuildCache,
  ) {
    this[surroundings] = { app: null, layouts: [], cache };
  }

  /** Never to another host by a path that begins with `//`. */
  redirect(pathOrUrl: string, status = 302): Response {
    const [, path, rest] = /^([^?#]*)(.*)$/s.exec(pathOrUrl) ?? ["", pathOrUrl, ""];
    const location = path.startsWith("/") ? path.replaceAll(/\/+/g, "/") + rest : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  json(content: any, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  stream: (...given: unknown[]) => never = lacks("ctx.stream");
  upgrade: (...given: unknown[]) => never = lacks("ctx.upgrade");

  /** The page in its layouts and its app; what is inside is rendered before what is around it. */
  async render(
    vnode: VNode<any> | null,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    if (vnode !== null && !isValidElement(vnode)) {
      throw new Error("Non-JSX element passed to: ctx.render()");
    }
    const { layouts, app, cache } = this[surroundings];
    let inner: VNode<any> | null = vnode;
    for (const layout of config.skipInheritedLayouts ? [] : layouts.toReversed()) {
      const child = inner;
      const wrapped = await callComponent(this, layout, () => child);
      if (wrapped instanceof Response) return wrapped;
      inner = wrapped;
    }
    // The app's own vnode is made before, and its `Component` filled in while rendering.
    const slot: { html: VNode<any> | null } = { html: null };
    const outer = app === null || config.skipAppWrapper
      ? null
      : await callComponent(this, app, () => slot.html);
    if (outer instanceof Response) return outer;

    const { html, nonce, preload } = renderDocument(inner, outer, slot, this.url, cache);
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    if (preload.length > 0) {
      headers.append(
        "Link",
        preload.map((chunk) => `<${encodeURI(chunk)}>; rel="modulepreload"; as="script"`).join(
          ", ",
        ),
      );
    }
    const answer = new Response(html, { ...init, headers });
    return Object.assign(answer, { [nonceKey]: nonce });
  }
}

/** The vnode of a page, layout or app. An async one is called here, and may answer instead. */
export async function callComponent<State>(
  ctx: Context<State>,
  component: RouteComponent<State>,
  Component: FunctionComponent,
  data: unknown = null,
): Promise<VNode<any> | Response | null> {
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  const props: PageProps<any, State> = {
    ...{ config, url, req, params, info, state, isPartial, error, route },
    Component,
    data,
  };
  if (component.constructor.name === "AsyncFunction") {
    const call = component as (given: typeof props) => Promise<VNode<any> | Response | null>;
    return await call(props);
  }
  return h(component as FunctionComponent<typeof props>, props);
}
