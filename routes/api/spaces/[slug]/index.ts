import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import {
  deleteOwnSpace,
  getSpace,
  patchSpace,
} from "../../../../lib/server/http/endpoints/spaces.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, {
    GET: getSpace(ctx.params.slug),
    PATCH: patchSpace(ctx.params.slug),
    DELETE: deleteOwnSpace(ctx.params.slug),
  })
);
