import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import { postRegistrationOptions } from "../../../../lib/server/http/endpoints/passkeys.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postRegistrationOptions })
);
