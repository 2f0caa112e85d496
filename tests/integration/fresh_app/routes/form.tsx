import { page } from "fresh";
import { define } from "../define.ts";

export const handler = define.handlers({
  GET() {
    return page({ said: "nothing" }, { headers: { "x-form": "shown" } });
  },
  async POST(ctx) {
    const said = String((await ctx.req.formData()).get("said"));
    return page({ said }, { status: 422 });
  },
});

export default define.page<typeof handler>(({ data }) => <h1>Said {data.said}</h1>);
