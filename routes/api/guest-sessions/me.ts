import { define } from "../../../fresh.config.ts";
import { answerApi } from "../../../lib/server/http/api.ts";
import {
  deleteOwnGuestSession,
  getOwnGuestSession,
} from "../../../lib/server/http/guest_sessions.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getOwnGuestSession, DELETE: deleteOwnGuestSession })
);
