/** Walks the routes: every writing endpoint has a row in endpoint_limits.ts. */
import { expect } from "expect";
import { endpointLimits } from "../../../../../lib/server/http/kit/endpoint_limits.ts";
import { endpointsOfRoutes } from "../../../endpoints_of_routes.ts";

Deno.test("every writing endpoint declares its rate limit [S48]", async () => {
  const endpoints = await endpointsOfRoutes();
  const writing = [...endpoints.keys()].filter((name) => !name.startsWith("GET "));
  expect(writing.length).toBeGreaterThanOrEqual(5);
  const undeclared = writing.filter((name) => !(name in endpointLimits));
  const help =
    "Add a row to lib/server/http/kit/endpoint_limits.ts, then run MADANG_WRITE_DOCS=1 " +
    "deno test -A tests/unit/server/http/kit/limits_test.ts";
  expect(undeclared.length === 0 ? [] : [help, ...undeclared]).toEqual([]);
  // Every declared endpoint exists, and is counted.
  for (const name of Object.keys(endpointLimits)) {
    // A page calls chargeRequest() itself, since its refusal is a page too.
    const isCounted = /answerApi\(|chargeRequest\(/.test(endpoints.get(name) ?? "");
    expect([name, isCounted]).toEqual([name, true]);
  }
  for (const name of writing) {
    expect([name, endpoints.get(name)?.includes("answerApi(")]).toEqual([name, true]);
  }
});
