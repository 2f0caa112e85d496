import { define } from "../../../fresh.config.ts";
import { getNoiseFile } from "../../../lib/server/http/endpoints/noise_files.ts";
import { answerApi } from "../../../lib/server/http/kit/api.ts";

export const handler = define.handlers((ctx) => {
  const { version, file } = ctx.params;
  return answerApi(ctx.req, ctx.state, { GET: getNoiseFile({ version, file }) });
});
