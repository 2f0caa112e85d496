import { expect } from "expect";
import { parseConfig } from "../../../../../lib/server/config/config.ts";
import { requestIdOf } from "../../../../../lib/server/http/kit/request_id.ts";

Deno.test("a span has the route and the request's id, and nothing of an address after its path [S420]", async () => {
  const module = new URL("../../../../../lib/server/http/kit/trace.ts", import.meta.url).href;
  const script = `
    import { describeSpan, keepQueriesOut } from ${JSON.stringify(module)};
    keepQueriesOut();
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      describeSpan(request, "/space/:slug", "request-1");
      return new Response();
    });
    const query = "?code=5ecret&state=5ecret";
    await (await fetch("http://127.0.0.1:" + server.addr.port + "/space/tea" + query)).text();
    await server.shutdown();`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", script],
    cwd: new URL("../../../../../", import.meta.url),
    env: { OTEL_DENO: "true", OTEL_EXPORTER_OTLP_PROTOCOL: "console", NO_COLOR: "1" },
  }).output();
  const told = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  expect(told).toContain("GET /space/:slug");
  expect(told).toContain("http.route: /space/:slug");
  expect(told).toContain("madang.request_id: request-1");
  // Of the server's span, and of the request that was sent.
  expect(told.match(/url\.full: .*/g)?.map((line) => line.replace(/:\d+\//, "/")))
    .toEqual(Array(2).fill("url.full: http://127.0.0.1/space/tea"));
  expect(told).not.toContain("5ecret");
});

Deno.test("requestIdOf() keeps the id of a trusted proxy, if it is one", () => {
  const behind = parseConfig({ MADANG_LIVEKIT: "missing", TRUST_PROXY: "1" });
  const open = parseConfig({ MADANG_LIVEKIT: "missing" });
  const idOf = (given: string, config = behind) =>
    requestIdOf(new Headers({ "x-request-id": given }), config);
  expect(idOf("0123abcd-proxy")).toBe("0123abcd-proxy");
  for (const given of ["short", "x".repeat(65), "a b c d e f g", '"};alert(1)//']) {
    expect(idOf(given)).not.toBe(given);
  }
  expect(idOf("0123abcd-proxy", open)).toMatch(/^[\da-f-]{36}$/);
});
