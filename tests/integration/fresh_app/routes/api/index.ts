import { define } from "../../define.ts";

export const handler = define.handlers({
  GET: (ctx) => Response.json({ trail: ctx.state.trail, route: ctx.route }),
});
