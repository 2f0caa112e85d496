/** Names one build in the addresses of its assets, so that they may be cached for ever. */

/** Set by esbuild in the browser's scripts. */
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

/** The address of a static file that browsers may keep for ever. Call it while rendering. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://asset.invalid");
  url.searchParams.set(assetKey, buildId);
  return url.pathname + url.search + url.hash;
}
