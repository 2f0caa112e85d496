/** `fresh/runtime`: what routes, components and islands may use on either side. */
import type { ComponentChildren } from "preact";
import { lacks } from "./error.ts";

export { HttpError } from "./error.ts";
export { asset } from "./build_id.ts";

/** True in a browser, false on the server. */
export const IS_BROWSER = typeof document !== "undefined";

/** Where `<Head>` puts its children while a page renders; see render.ts. */
export const headSink: { collect: ((children: ComponentChildren) => void) | null } = {
  collect: null,
};

/** Puts its elements into the document's head, in place of those that say the same thing. */
export function Head(props: { children?: ComponentChildren }): ComponentChildren {
  if (headSink.collect === null) lacks("<Head> in the browser")();
  else headSink.collect(props.children);
  return null;
}

export const Partial: () => never = lacks("<Partial>");
export const assetSrcSet: (srcset: string) => never = lacks("assetSrcSet");
