import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import { putRecording } from "../../../../lib/server/http/endpoints/recording.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { PUT: putRecording(ctx.params.slug) })
);
