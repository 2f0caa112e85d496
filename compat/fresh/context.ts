/** The context of handlers, middlewares and pages: the request, and ways to answer it. */
// deno-lint-ignore-file no-explicit-any -- the signatures are Fresh's, so that what checks here checks there
import { type FunctionComponent, h, type VNode } from "preact";
import type { RouteComponent } from "./define.ts";
import { renderDocument } from "./render.ts";
import type { Site } from "./site.ts";

export interface ResolvedFreshConfig {
  root: string;
  basePath: string;
  mode: "development" | "production";
}

/** Where `csp` finds the nonce of a rendered answer; never a header. */
export const nonceKey = Symbol.for("__freshNonce");

/** The key of a context's internals. */
export const siteKey = Symbol("site");

export class Context<State> {
  readonly state: State = {} as State;
  readonly isPartial = false;
  error: unknown | null = null;
  Component!: FunctionComponent;
  readonly [siteKey]: Site<State>;

  constructor(
    public req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly route: string | null,
    readonly params: Record<string, string>,
    readonly config: ResolvedFreshConfig,
    public next: () => Promise<Response>,
    site: Site<State>,
  ) {
    this[siteKey] = site;
  }

  /** Never to another host by a path that begins with `//`. */
  redirect(pathOrUrl: string, status = 302): Response {
    const [, path, rest] = /^([^?#]*)(.*)$/s.exec(pathOrUrl) ?? ["", pathOrUrl, ""];
    const location = path.startsWith("/") ? path.replaceAll(/\/+/g, "/") + rest : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** The page in its app, which is rendered after it. */
  render(vnode: VNode<any> | null, init: ResponseInit = {}): Promise<Response> {
    const site = this[siteKey];
    const app = site.frame.app;
    const { html, nonce, links } = renderDocument(
      vnode,
      app && ((Component) => elementOf(this, app, Component)),
      this.url,
      site,
    );
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    if (links.length > 0) {
      // The entries alone, as in Fresh: the browser finds their imports.
      const all = links.map((path) => `<${encodeURI(path)}>; rel="modulepreload"; as="script"`);
      headers.append("Link", all.join(", "));
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
  return h(component as FunctionComponent<any>, { ...ctx, Component, data });
}
