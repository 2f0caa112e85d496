import { define } from "../../fresh.config.ts";
import { getApiDocs } from "../../lib/server/http/endpoints/openapi.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { GET: getApiDocs }));
