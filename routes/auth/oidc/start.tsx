import { SignInEndPage } from "../../../components/pages/SignInEndPage.tsx";
import { define } from "../../../fresh.config.ts";
import { startOidc } from "../../../lib/server/http/endpoints/oidc.ts";
import { chargeRequest } from "../../../lib/server/http/kit/rate_limit.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { services, address } = ctx.state;
    chargeRequest(ctx.req, services, { endpoint: "GET /auth/oidc/start", address });
    const { status, headers, view } = await startOidc(ctx.req, services);
    if (view === null) return new Response(null, { status, headers });
    // `page()` would keep only one of several cookies.
    const page = <SignInEndPage locale={ctx.state.locale} {...view} />;
    return await ctx.render(page, { status, headers });
  },
});
