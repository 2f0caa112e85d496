import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";
import { postLeave } from "../../../lib/server/http/endpoints/departure.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { POST: postLeave }));
