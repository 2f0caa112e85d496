import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import { getSpaceLog } from "../../../../lib/server/http/endpoints/space_log.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getSpaceLog(ctx.params.slug) })
);
