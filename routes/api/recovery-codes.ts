import { define } from "../../fresh.config.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import { postRecoveryCodes } from "../../lib/server/http/endpoints/account.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postRecoveryCodes })
);
