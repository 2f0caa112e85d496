/** A small app that does with Fresh all that Madang does; tests/integration/fresh_test.ts visits it. */
import { App, csp, HttpError, staticFiles } from "fresh";
import type { State } from "./define.ts";

export const app = new App<State>()
  .use((ctx) => {
    ctx.state.trail = ["first"];
    return ctx.next();
  })
  .use(csp({ useNonce: true, csp: ["connect-src 'self' ws://call.invalid"] }))
  .use(staticFiles())
  .use(async (ctx) => {
    if (!ctx.url.pathname.startsWith("/caught")) return await ctx.next();
    try {
      return await ctx.next();
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      return await ctx.render(null, { status, headers: { "x-caught": String(status) } });
    }
  })
  .fsRoutes();
