/** Renders a page to HTML by hooks into Preact: islands, nonces and the script that boots. */
// deno-lint-ignore-file no-explicit-any -- vnodes of every kind pass through the hooks
import { Fragment, h, options, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import type { BuildCache, Island } from "./build_cache.ts";
import { lockImage } from "./build_id.ts";
import { lacks } from "./error.ts";
import { serializeProps } from "./props.ts";

interface Rendering {
  cache: BuildCache;
  url: URL;
  nonce: string;
  islands: { island: Island; props: object }[];
  /** Of html, head and body: those that the page or the app wrote. */
  seen: Set<string>;
  /** The vnodes inside of the islands' marks. */
  marked: WeakSet<object>;
}

type Hooked = VNode<any> & { __?: VNode<any> | null };

/** Rendering is synchronous: at most one is under way. */
let current: Rendering | null = null;

const onVNode = options.vnode;
options.vnode = (vnode: VNode<any>) => {
  lockImage(vnode);
  const { type, props } = vnode;
  if (type === "body") props.children = [props.children, h(BootScript, null)];
  if (current !== null && typeof type === "string") {
    if ((type === "script" || type === "style") && !props.nonce) props.nonce = current.nonce;
    if (type === "a") markActive(props, current.url);
    if ("f-client-nav" in props) lacks("f-client-nav")();
  }
  onVNode?.(vnode);
};

const hooks: typeof options & { __b?: (vnode: Hooked) => void } = options;
const onDiff = hooks.__b;
hooks.__b = (vnode) => {
  if (current !== null && typeof vnode.type === "string") current.seen.add(vnode.type);
  else if (current !== null) markIsland(vnode, current);
  onDiff?.(vnode);
};

function markIsland(vnode: Hooked, rendering: Rendering) {
  const island = rendering.cache.islands.get(vnode.type);
  if (island === undefined || isInsideIsland(vnode, rendering)) return;
  const component = vnode.type;
  vnode.type = (props: { children?: unknown }) => {
    if (props.children != null) lacks("children of an island")();
    const index = rendering.islands.push({ island, props }) - 1;
    const inner = h(component as any, props);
    rendering.marked.add(inner);
    return h(Fragment, null, comment(`island:${index}`), inner, comment("/island"));
  };
}

function isInsideIsland(vnode: Hooked, rendering: Rendering): boolean {
  let at: Hooked | null | undefined = vnode;
  while (at && !rendering.marked.has(at)) at = at.__;
  return Boolean(at);
}

/** preact-render-to-string's way of writing an HTML comment. */
function comment(text: string): VNode<any> {
  return h(Fragment as any, { UNSTABLE_comment: text });
}

/** Links to where we are, or above it, say so. */
function markActive(props: any, url: URL) {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/") || props["aria-current"] !== undefined) {
    return;
  }
  const target = new URL(href, "http://link.invalid");
  const trim = (path: string) => path === "/" ? path : path.replace(/\/$/, "");
  const [here, there] = [trim(url.pathname), trim(target.pathname)];
  if (here === there && (target.search === "" || target.search === url.search)) {
    props["data-current"] = "true";
    props["aria-current"] = "page";
  } else if (here === there || here.startsWith(`${there}/`) || there === "/") {
    props["data-ancestor"] = "true";
    props["aria-current"] = "true";
  }
}

/** Last in the body, when every island of the page is known. */
function BootScript() {
  if (current === null || current.islands.length === 0) return null;
  const { cache, islands } = current;
  const all = [...new Set(islands.map(({ island }) => island))];
  const imports = all.map(({ chunk, exportName }, i) =>
    `import{${exportName} as i${i}}from${JSON.stringify(chunk)};`
  );
  const places = islands.map(({ island }) => `i${all.indexOf(island)}`);
  const props = JSON.stringify(serializeProps(islands.map((island) => island.props)));
  // No `<` in the script, so that nothing in it can end it.
  const __html = `import{boot}from${JSON.stringify(cache.clientEntry.chunk)};${imports.join("")}` +
    `boot([${places}],${props.replaceAll("<", "\\u003c")});`;
  return h("script", { type: "module", dangerouslySetInnerHTML: { __html } });
}

/** `slot.html` is what the app's `Component` shows: the page, rendered before. */
export function renderDocument(
  page: VNode<any> | null,
  app: VNode<any> | null,
  slot: { html: VNode<any> | null },
  url: URL,
  cache: BuildCache,
): { html: string; nonce: string; preload: string[] } {
  const rendering: Rendering = {
    cache,
    url,
    nonce: crypto.randomUUID().replaceAll("-", ""),
    islands: [],
    seen: new Set(),
    marked: new WeakSet(),
  };
  current = rendering;
  try {
    let html = renderToString(page ?? h(Fragment, null));
    if (app !== null) {
      slot.html = raw(html);
      html = renderToString(app);
    }
    // What neither of them wrote is put around, as Fresh does.
    let rest: VNode<any> = raw(html);
    const { seen } = rendering;
    const isWhole = seen.has("html") && seen.has("head") && seen.has("body");
    if (!seen.has("body")) rest = h("body", null, rest);
    if (!seen.has("head")) {
      rest = h(Fragment, null, h("head", null, h("meta", { charset: "utf-8" })), rest);
    }
    if (!seen.has("html")) rest = h("html", null, rest);
    if (!isWhole) html = renderToString(rest);
    const chunks = rendering.islands.flatMap(({ island }) => island.preload);
    const preload = chunks.length > 0 ? [...cache.clientEntry.preload, ...chunks] : [];
    return {
      html: `<!DOCTYPE html>${html}`,
      nonce: rendering.nonce,
      preload: [...new Set(preload)],
    };
  } finally {
    current = null;
  }
}

function raw(html: string): VNode<any> {
  return jsxTemplate([html]);
}
