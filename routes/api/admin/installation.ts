import { define } from "../../../fresh.config.ts";
import { getAdminInstallation } from "../../../lib/server/http/endpoints/admin.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getAdminInstallation })
);
