import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";
import { receiveWebhook } from "../../../lib/server/http/endpoints/webhook.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: receiveWebhook })
);
