import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { putPerson } from "../../../../../lib/server/http/endpoints/space_people.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { PUT: putPerson(ctx.params.slug, ctx.params.id) })
);
