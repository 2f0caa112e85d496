/** Names one build in the URLs of its assets, so that they may be cached for ever. */

/** Set by esbuild in what goes to the browser. */
declare const FRESH_BUILD_ID: string | undefined;

export let buildId = typeof FRESH_BUILD_ID === "string"
  ? FRESH_BUILD_ID
  : crypto.randomUUID().replaceAll("-", "");

/** A built app takes the id that its build had. */
export function setBuildId(id: string) {
  buildId = id;
}

/** The search parameter that {@linkcode asset} adds. */
export const assetKey = "__frsh_c";

/** The URL of a static file that browsers may keep for ever. Call it while rendering. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://asset.invalid");
  if (url.searchParams.has(assetKey)) return path;
  url.searchParams.set(assetKey, buildId);
  return url.pathname + url.search + url.hash;
}

/** `<img>` and `<source>` get the lasting URL by themselves, on the server and in the browser. */
export function lockImage(vnode: { type: unknown; props: object }) {
  const { type, props } = vnode;
  if (type !== "img" && type !== "source") return;
  if ("src" in props && typeof props.src === "string") props.src = asset(props.src);
}
