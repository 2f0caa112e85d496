/** Renders a page to HTML by hooks into Preact: islands, nonces and the script that boots. */
// deno-lint-ignore-file no-explicit-any -- vnodes of every kind pass through the hooks
import { Fragment, type FunctionComponent, h, options, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import type { Island, Site } from "./site.ts";

interface Rendering {
  site: Pick<Site<any>, "clientEntry" | "islands">;
  url: URL;
  nonce: string;
  islands: { island: Island; props: object }[];
}

/** Rendering is synchronous: at most one is under way. */
let current: Rendering | null = null;

const onVNode = options.vnode;
options.vnode = (vnode: VNode<any>) => {
  const { type, props } = vnode;
  if (current !== null && typeof type === "string") {
    if (type === "body") props.children = [props.children, h(BootScript, null)];
    if ((type === "script" || type === "style") && !props.nonce) props.nonce = current.nonce;
    if (type === "a") markActive(props, current.url);
  }
  onVNode?.(vnode);
};

/** Islands that are wrapped in their marks already. */
const marked = new WeakSet<object>();

const hooks: typeof options & { __b?: (vnode: VNode<any>) => void } = options;
const onDiff = hooks.__b;
hooks.__b = (vnode) => {
  const component = vnode.type;
  const island = current?.site.islands.get(component);
  if (current !== null && island !== undefined && !marked.has(vnode)) {
    const { islands } = current;
    vnode.type = (props: object) => {
      const index = islands.push({ island, props }) - 1;
      const inner = h(component as any, props);
      marked.add(inner);
      return h(Fragment, null, comment(`island:${index}`), inner, comment("/island"));
    };
  }
  onDiff?.(vnode);
};

/** preact-render-to-string's way of writing an HTML comment. */
function comment(text: string): VNode<any> {
  return h(Fragment as any, { UNSTABLE_comment: text });
}

/** Marks links to the current page, or to one above it, by `aria-current`. */
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

/** Last in the body, when every island of the page is known. Fresh takes `?fresh-partial` for a part of a page. */
function BootScript() {
  if (current === null || current.islands.length === 0) return null;
  if (current.url.searchParams.has("fresh-partial")) return null;
  const { site, islands } = current;
  const imports = islands.map(({ island: { chunk, exportName } }, i) =>
    `import{${exportName} as i${i}}from${JSON.stringify(chunk)};`
  );
  const places = islands.map((_, i) => `i${i}`);
  const props = JSON.stringify(JSON.stringify(islands.map((island) => island.props)));
  const __html = `import{boot}from${JSON.stringify(site.clientEntry)};${imports.join("")}` +
    `boot([${places}],${escapeScript(props)});`;
  return h("script", { type: "module", dangerouslySetInnerHTML: { __html } });
}

/** Escapes as Fresh does, and no more: `<b>` stays. */
function escapeScript(json: string): string {
  return json.replaceAll(/<\/(style|script)/gi, "<\\/$1").replaceAll("<!--", "\\u003C!--");
}

/** `appOf` makes the frame around the page, which is rendered before it. `links`: the scripts that a page begins with. */
export function renderDocument(
  page: VNode<any> | null,
  appOf: ((Component: FunctionComponent) => VNode<any>) | null,
  url: URL,
  site: Rendering["site"],
): { html: string; nonce: string; links: string[] } {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const rendering: Rendering = { site, url, nonce, islands: [] };
  current = rendering;
  try {
    let html = renderToString(page ?? h(Fragment, null));
    const inner = html;
    if (appOf !== null) html = renderToString(appOf(() => jsxTemplate([inner])));
    const chunks = rendering.islands.map(({ island }) => island.chunk);
    const links = chunks.length > 0 ? [...new Set([site.clientEntry, ...chunks])] : [];
    return { html: `<!DOCTYPE html>${html}`, nonce, links };
  } finally {
    current = null;
  }
}
