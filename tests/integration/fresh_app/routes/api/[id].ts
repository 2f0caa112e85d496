import { define } from "../../define.ts";

export const handler = define.handlers({
  GET: (ctx) => Response.json({ params: ctx.params, route: ctx.route, trail: ctx.state.trail }),
  POST: async (ctx) => new Response(await ctx.req.text(), { status: 201 }),
});
