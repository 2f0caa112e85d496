import { define } from "../../../../../fresh.config.ts";
import { deleteAdminPerson } from "../../../../../lib/server/http/endpoints/admin.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { DELETE: deleteAdminPerson(ctx.params.id) })
);
