import { define } from "../fresh.config.ts";
import { answerApi } from "../lib/server/http/kit/api.ts";
import { getMetrics } from "../lib/server/http/endpoints/metrics.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { GET: getMetrics }));
