import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { deleteOneMessage } from "../../../../../lib/server/http/endpoints/messages.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { DELETE: deleteOneMessage(ctx.params.slug, ctx.params.id) })
);
