import { define } from "../../fresh.config.ts";
import { answerApi } from "../../lib/server/http/api.ts";
import { postRecoveryCodes } from "../../lib/server/http/account.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postRecoveryCodes })
);
