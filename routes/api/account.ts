import { define } from "../../fresh.config.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import {
  deleteOwnAccount,
  getAccount,
  patchAccount,
} from "../../lib/server/http/endpoints/account.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, {
    GET: getAccount,
    PATCH: patchAccount,
    DELETE: deleteOwnAccount,
  })
);
