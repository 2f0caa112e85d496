import { define } from "../../define.ts";

export const handler = define.handlers({
  GET: (ctx) =>
    Response.json({ fixed: true, peer: ctx.info.remoteAddr.transport, isPartial: ctx.isPartial }),
  HEAD: () => new Response(null, { headers: { "x-head": "own" } }),
});
