import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import { postModeration } from "../../../../lib/server/http/endpoints/space_people.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postModeration(ctx.params.slug) })
);
