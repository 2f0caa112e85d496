import { ownOrigin } from "../kit/own_origin.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { docsPage } from "../openapi/docs_page.ts";
import { openApiDocument } from "../openapi/openapi.ts";

/** `GET /api/openapi.json`: the API's description. Any page may read it. */
export const getOpenApi: Endpoint = (request, { config }) => {
  const headers = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  };
  return Promise.resolve(jsonResponse(openApiDocument(ownOrigin(request, config)), 200, headers));
};

/** The page runs nothing, and loads this server's own style and icon. */
const docsPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `GET /api/docs`: the same as a page. */
export const getApiDocs: Endpoint = () =>
  Promise.resolve(
    new Response(docsPage(), {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy": docsPolicy,
      },
    }),
  );
