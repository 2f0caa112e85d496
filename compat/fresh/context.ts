/** What handlers, middlewares and pages get: the request, and ways to answer it. */
// deno-lint-ignore-file no-explicit-any -- the signatures are Fresh's, so that what checks here checks there
import { type FunctionComponent, h, isValidElement, type VNode } from "preact";
import type { BuildCache } from "./build_cache.ts";
import type { RouteComponent } from "./define.ts";
import { lacks } from "./error.ts";
import { renderDocument } from "./render.ts";

export interface ResolvedFreshConfig {
  root: string;
  basePath: string;
  mode: "development" | "production";
}

/** Where `csp` finds the nonce of a rendered answer; never a header. */
export const nonceKey = Symbol.for("__freshNonce");

/** Where a context keeps what is not for apps: the build, and what frames a page. */
export const internals = Symbol("internals");

export class Context<State> {
  readonly state: State = {} as State;
  readonly isPartial = false;
  error: unknown | null = null;
  Component!: FunctionComponent;
  [internals]: { app: RouteComponent<State> | null; cache: BuildCache };

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
    this[internals] = { app: null, cache };
  }

  html: (...given: unknown[]) => never = lacks("ctx.html");
  json: (...given: unknown[]) => never = lacks("ctx.json");
  stream: (...given: unknown[]) => never = lacks("ctx.stream");
  text: (...given: unknown[]) => never = lacks("ctx.text");
  upgrade: (...given: unknown[]) => never = lacks("ctx.upgrade");

  /** Never to another host by a path that begins with `//`. */
  redirect(pathOrUrl: string, status = 302): Response {
    const [, path, rest] = /^([^?#]*)(.*)$/s.exec(pathOrUrl) ?? ["", pathOrUrl, ""];
    const location = path.startsWith("/") ? path.replaceAll(/\/+/g, "/") + rest : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** The page in its app, which is rendered after it. */
  render(vnode: VNode<any> | null, init: ResponseInit = {}): Promise<Response> {
    if (vnode !== null && !isValidElement(vnode)) {
      throw new Error("Non-JSX element passed to: ctx.render()");
    }
    const { app, cache } = this[internals];
    // Made before, and filled in by the renderer between the two.
    const slot: { html: VNode<any> | null } = { html: null };
    const outer = app && elementOf(this, app, () => slot.html);
    const { html, nonce, preload } = renderDocument(vnode, outer, slot, this.url, cache);
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    if (preload.length > 0) {
      const links = preload.map((path) => `<${encodeURI(path)}>; rel="modulepreload"; as="script"`);
      headers.append("Link", links.join(", "));
    }
    const answer = new Response(html, { ...init, headers });
    return Promise.resolve(Object.assign(answer, { [nonceKey]: nonce }));
  }
}

/** A page or an app as an element, with the props that Fresh gives it. */
export function elementOf<State>(
  ctx: Context<State>,
  component: RouteComponent<State>,
  Component: FunctionComponent,
  data: unknown = null,
): VNode<any> {
  if (component.constructor.name === "AsyncFunction") lacks("an async page or app")();
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  const frame = { config, url, req, params, info, state, isPartial, error, route };
  return h(component as FunctionComponent<any>, { ...frame, Component, data });
}
