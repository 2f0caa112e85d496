import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";
import { deletePasskey, patchPasskey } from "../../../lib/server/http/endpoints/passkeys.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, {
    PATCH: patchPasskey(ctx.params.id),
    DELETE: deletePasskey(ctx.params.id),
  })
);
