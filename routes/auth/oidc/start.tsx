import { page } from "fresh";
import { SignInEndPage } from "../../../components/pages/SignInEndPage.tsx";
import { define } from "../../../fresh.config.ts";
import { type SignInEndView, startOidc } from "../../../lib/server/http/endpoints/oidc.ts";
import { chargeRequest } from "../../../lib/server/http/kit/rate_limit.ts";

export const handler = define.handlers<SignInEndView>({
  async GET(ctx) {
    const { services, address } = ctx.state;
    await chargeRequest(ctx.req, services, { endpoint: "GET /auth/oidc/start", address });
    const { status, headers, view } = await startOidc(ctx.req, services);
    return view ? page(view, { status, headers }) : new Response(null, { status, headers });
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <SignInEndPage locale={state.locale} {...data} />
));
