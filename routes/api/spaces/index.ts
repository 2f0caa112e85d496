import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";
import { getOwnSpaces, postSpace } from "../../../lib/server/http/endpoints/spaces.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getOwnSpaces, POST: postSpace })
);
