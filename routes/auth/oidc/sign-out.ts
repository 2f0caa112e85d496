import { define } from "../../../fresh.config.ts";
import { signOutAtProvider } from "../../../lib/server/http/endpoints/oidc.ts";
import { chargeRequest } from "../../../lib/server/http/kit/rate_limit.ts";

export const handler = define.handlers({
  GET(ctx) {
    const { services, address } = ctx.state;
    chargeRequest(ctx.req, services, { endpoint: "GET /auth/oidc/sign-out", address });
    return signOutAtProvider(ctx.req, services);
  },
});
