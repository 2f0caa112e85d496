import { define } from "../../define.ts";

export const handler = define.handlers((ctx) =>
  Response.json({ ...ctx.params, method: ctx.req.method })
);
