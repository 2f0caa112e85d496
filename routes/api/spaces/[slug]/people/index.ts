import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/api.ts";
import { getPeople } from "../../../../../lib/server/http/space_people.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getPeople(ctx.params.slug) })
);
