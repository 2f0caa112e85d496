import { define } from "../../fresh.config.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import { getHealth } from "../../lib/server/http/endpoints/health.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { GET: getHealth }));
