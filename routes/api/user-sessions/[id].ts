import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";
import { deleteUserSession } from "../../../lib/server/http/endpoints/user_sessions.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { DELETE: deleteUserSession(ctx.params.id) })
);
