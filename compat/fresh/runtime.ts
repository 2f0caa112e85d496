/** `fresh/runtime`: what routes, components and islands may use on either side. */
import { lacks } from "./error.ts";

export { HttpError } from "./error.ts";
export { asset } from "./build_id.ts";

/** True in a browser, false on the server. */
export const IS_BROWSER = typeof document !== "undefined";

export const assetSrcSet: (...given: unknown[]) => never = lacks("assetSrcSet");
export const Head: (...given: unknown[]) => never = lacks("<Head>");
export const Partial: (...given: unknown[]) => never = lacks("<Partial>");
