import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/api.ts";
import { deletePasskey, patchPasskey } from "../../../lib/server/http/passkeys.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, {
    PATCH: patchPasskey(ctx.params.id),
    DELETE: deletePasskey(ctx.params.id),
  })
);
