import { define } from "../../fresh.config.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import { getDoctor } from "../../lib/server/http/endpoints/doctor.ts";

export const handler = define.handlers((ctx) => {
  const { remoteAddr } = ctx.info;
  const peer = "hostname" in remoteAddr ? remoteAddr.hostname : null;
  return answerApi(ctx.req, ctx.state, { GET: getDoctor(peer) });
});
