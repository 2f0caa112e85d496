import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { getMessages, postOneMessage } from "../../../../../lib/server/http/endpoints/messages.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, {
    GET: getMessages(ctx.params.slug),
    POST: postOneMessage(ctx.params.slug),
  })
);
