import { HttpError } from "fresh";
import { ErrorPage } from "../components/pages/ErrorPage.tsx";
import { define } from "../fresh.config.ts";

export default define.page(({ error, state, url }) => (
  <ErrorPage
    locale={state.locale ?? "en"}
    status={error instanceof HttpError ? error.status : 500}
    pathname={url.pathname}
    requestId={state.requestId}
  />
));
