import { define } from "../../fresh.config.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import { postRecovery } from "../../lib/server/http/endpoints/account.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postRecovery })
);
