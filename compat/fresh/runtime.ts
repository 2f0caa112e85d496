/** `fresh/runtime`: what routes, components and islands may use on either side. */
export { asset } from "./build_id.ts";

/** True in a browser, false on the server. */
export const IS_BROWSER = typeof document !== "undefined";

/** An error that is answered with its status. */
export class HttpError extends Error {
  constructor(public status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "HttpError";
  }
}
