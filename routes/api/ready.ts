import { define } from "../../fresh.config.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import { getReady } from "../../lib/server/http/endpoints/ready.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { GET: getReady }));
