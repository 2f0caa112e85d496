/**
 * The options that `dev.ts` and `main.ts` pass to Fresh, and the state that middlewares and routes
 * share. Fresh 2 does not read this file by itself.
 */
import { createDefine } from "fresh";
import type { Locale } from "./components/messages/locale.ts";
import type { Services } from "./lib/server/services.ts";

/** The state of a request, set by `main.ts` before any route runs. */
export interface State {
  /** The composed server, which endpoints take as their second argument. */
  services: Services;
  /** The request's id in problem answers and in the log. */
  requestId: string;
  /** The route's pattern; rate limits count by it and by `address`. */
  route: string | null;
  /** The client's address, as `clientAddress` answers it. */
  address: string;
  /** The language of the page. */
  locale: Locale;
  /** The name of the page's space, for its title and the preview of its link. */
  spaceName?: string;
}

export const define = createDefine<State>();

/** For `new Builder(…)` in dev.ts. */
export const buildOptions = { target: ["chrome110", "firefox115", "safari16"] };
