import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";
import { postToken } from "../../../lib/server/http/endpoints/token.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { POST: postToken }));
