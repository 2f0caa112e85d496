import { define } from "../define.ts";

export default define.middleware([
  (ctx) => {
    ctx.state.trail.push("root one");
    return ctx.next();
  },
  async (ctx) => {
    ctx.state.trail.push("root two");
    const answer = await ctx.next();
    answer.headers.set("x-root", "two");
    return answer;
  },
]);
