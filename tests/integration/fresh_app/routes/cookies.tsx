import { page } from "fresh";
import { define } from "../define.ts";

function Cookies() {
  return <h1>Two cookies</h1>;
}

/** `?by=render`, or by `page()`. */
export const handler = define.handlers({
  GET(ctx) {
    const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
    const isRendered = ctx.url.searchParams.get("by") === "render";
    return isRendered ? ctx.render(<Cookies />, { headers }) : page(undefined, { headers });
  },
});

export default define.page(Cookies);
