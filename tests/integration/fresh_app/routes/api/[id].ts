import { define } from "../../define.ts";

export const handler = define.handlers({
  GET: (ctx) => ctx.json({ params: ctx.params, route: ctx.route, trail: ctx.state.trail }),
  POST: async (ctx) => ctx.text(await ctx.req.text(), { status: 201 }),
});
