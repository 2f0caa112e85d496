import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/api.ts";
import { postLeave } from "../../../lib/server/http/departure.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { POST: postLeave }));
