import { define } from "../../../fresh.config.ts";
import { postConnectionTest } from "../../../lib/server/http/endpoints/connection_test.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postConnectionTest })
);
