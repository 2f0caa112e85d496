/**
 * The options that `dev.ts` and `main.ts` hand to Fresh, and the state that its middlewares and
 * routes share. Fresh 2 reads no such file by itself.
 */
import { createDefine } from "fresh";
import type { Locale } from "./components/messages/locale.ts";
import type { Services } from "./lib/server/services.ts";

/** What `main.ts` and `routes/_middleware.ts` put on every request, before a route sees it. */
export interface State {
  /** The composed server: what endpoints are functions of. */
  services: Services;
  /** Names this request in problem answers and in the log. */
  requestId: string;
  /** The pattern of the route, and whose request it is: what limits count by. */
  route: string | null;
  address: string;
  /** The language of the page. */
  locale: Locale;
}

export const define = createDefine<State>();

/** For `new Builder(…)` in dev.ts. */
export const buildOptions = { target: ["chrome110", "firefox115", "safari16"] };
