import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";
import { postGuestSession } from "../../../lib/server/http/endpoints/guest_sessions.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postGuestSession })
);
