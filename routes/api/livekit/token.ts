import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/api.ts";
import { postToken } from "../../../lib/server/http/token.ts";

export const handler = define.handlers((ctx) => answerApi(ctx.req, ctx.state, { POST: postToken }));
