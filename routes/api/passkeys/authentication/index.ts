import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/api.ts";
import { postAuthentication } from "../../../../lib/server/http/passkeys.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postAuthentication })
);
