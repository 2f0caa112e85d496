/** The table of tests/fakes/bad_requests.ts against the endpoints in-process: the codes, and that nothing is stored. */
import { expect } from "expect";
import { badRequests } from "../../../../fakes/bad_requests.ts";
import { expectProblem } from "../../../../fakes/expect_problem.ts";
import { openTestServer, testApiSecret, testOrigin } from "../../../../fakes/test_server.ts";

Deno.test("bad input gets its code, and nothing is stored [S58]", async () => {
  const server = await openTestServer();
  const enter = async () => {
    const body = { roomName: "space-tea", participantName: "Kim", delivery: "body" };
    const response = await server.browser().send("POST", "/api/guest-sessions", body);
    return (await response.json()).sessionToken;
  };
  const expired = await enter();
  server.now += 25 * 3_600_000;
  const requests = await badRequests({
    origin: testOrigin,
    sessionToken: await enter(),
    cookieName: "madang_guest",
    expiredTokens: [expired],
    livekit: { apiKey: "devkey", apiSecret: testApiSecret },
  });
  const before = JSON.stringify(server.kv.rows());
  for (const { name, method, path, headers, body, code } of requests) {
    const request = new Request(testOrigin + path, { method, headers: { ...headers }, body });
    if (!("content-type" in headers)) request.headers.delete("content-type");
    const response = await server.send(request);
    const contentType = response.headers.get("content-type");
    expectProblem(
      { status: response.status, contentType, body: await response.text() },
      code,
      name,
    );
    expect([name, JSON.stringify(server.kv.rows())]).toEqual([name, before]);
  }
  expect(requests.length).toBeGreaterThan(200);
  // The log quotes no refused body or token.
  expect(server.lines.join("\n")).not.toMatch(/Kim|mdg_/);
});
