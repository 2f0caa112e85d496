/** The table of tests/fakes/bad_requests.ts as bytes on a socket, against the built app; and addresses that only a socket can ask for. */
import { expect } from "expect";
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import { startApp } from "../../toolchain/app.ts";
import { badRequests } from "../fakes/bad_requests.ts";
import { expectProblem } from "../fakes/expect_problem.ts";
import { type RawRequest, type RawResponse, sendRaw } from "../fakes/raw_http.ts";

const livekit = { apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" };

const json = { "content-type": "application/json" };

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Paths that no space and no endpoint has; pages answer as pages, the API as problems. */
const badPaths = [
  `/api/spaces/${"a".repeat(65)}/presence`,
  "/api/spaces/../presence",
  "/api/spaces/..%2f/presence",
  "/api/spaces/%23/presence",
  "/api/spaces/%00/presence",
  "/api/spaces/%E3%85%A4/presence",
  "/api/spaces/%ZZ/presence",
  "/api/spaces/%ff/presence",
  "/api/spaces/%F0%9F%8E%89/presence",
  "/api/nothing",
  "/api/livekit/token/more",
  "/api/__proto__",
];

Deno.test("bad input over HTTP gets its code, and the process lives", async (test) => {
  // No token is asked for that would need a LiveKit server.
  const app = await startApp({ liveKit: { url: "ws://127.0.0.1:9", ...livekit } });
  const send = (request: RawRequest) => sendRaw(app.port, request);
  const enter = async () => {
    const ask = { roomName: "space-tea", participantName: "Kim", delivery: "body" };
    const body = bytes(JSON.stringify(ask));
    const path = "/api/guest-sessions";
    const answer = await send({ method: "POST", path, headers: json, body });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([201, "application/json"]);
    return guestSessionAnswerSchema.parse(JSON.parse(answer.body)).sessionToken ?? "";
  };
  const problem = ({ status, headers, body }: RawResponse) => ({
    status,
    contentType: headers.get("content-type"),
    body,
  });
  try {
    const ended = await enter();
    const authorization = `Bearer ${ended}`;
    const end = { method: "DELETE", path: "/api/guest-sessions/me", headers: { authorization } };
    expect((await send(end)).status).toBe(204);

    await test.step("each row of the table", async () => {
      const requests = await badRequests({
        origin: app.url,
        sessionToken: await enter(),
        cookieName: `madang_guest_${app.port}`,
        expiredTokens: [ended],
        livekit,
      });
      for (const request of requests) {
        expectProblem(problem(await send(request)), request.code, request.name);
      }
    });

    await test.step("a body of unknown length that grows too large", async () => {
      const body = bytes(JSON.stringify({ roomName: "space-tea", x: "x".repeat(17 * 1024) }));
      const request = { method: "POST", path: "/api/livekit/token", headers: json, body };
      const answer = await send({ ...request, isChunked: true });
      expectProblem(problem(answer), "body-too-large", "chunked");
    });

    await test.step("addresses that are none", async () => {
      for (const path of badPaths) {
        expectProblem(problem(await send({ method: "GET", path })), "not-found", path);
      }
      for (const slug of ["a".repeat(65), "..%2f..", "%23", "%00", "%ZZ", "%F0%9F%8E%89"]) {
        const answer = await send({ method: "GET", path: `/space/${slug}` });
        expect([slug, answer.status]).toEqual([slug, 404]);
        expect(answer.headers.get("content-security-policy")).not.toBeNull();
        expect(answer.body).not.toMatch(/\bat \S+:\d|file:/);
      }
    });

    await test.step("methods that an address does not take", async () => {
      for (
        const [method, path] of [
          ["GET", "/api/livekit/token"],
          ["PUT", "/api/guest-sessions"],
          ["DELETE", "/api/livekit/webhook"],
          ["PROPFIND", "/api/livekit/token"],
          ["TRACE", "/api/health"],
          ["get", "/api/livekit/token"],
        ]
      ) {
        const answer = await send({ method, path });
        expectProblem(problem(answer), "method-not-allowed", `${method} ${path}`);
        expect(answer.headers.get("allow")).not.toBeNull();
      }
    });

    await test.step("headers that are nonsense", async () => {
      const ask = bytes(JSON.stringify({ roomName: "space-tea" }));
      const nonsense: Record<string, string>[] = [
        { cookie: ";;;=;madang_guest" },
        { cookie: "madang_guest=%E0%A4%A" },
        { cookie: "__proto__=x; madang_guest=; madang_guest=x" },
        { authorization: "Bearer" },
        { authorization: "Bearer a b c" },
        { origin: "://", cookie: "madang_guest=mdg_x" },
      ];
      for (const headers of nonsense) {
        const path = "/api/livekit/token";
        const all = { ...json, ...headers };
        const answer = await send({ method: "POST", path, headers: all, body: ask });
        expect([headers, [401, 403].includes(answer.status)]).toEqual([headers, true]);
        expectProblem(problem(answer), JSON.parse(answer.body).code, JSON.stringify(headers));
      }
    });

    await test.step("the process lives, and has logged nothing that was sent", async () => {
      expect((await send({ method: "GET", path: "/api/health" })).status).toBe(200);
      await enter();
      expect(app.output).not.toMatch(/mdg_|Kim\b/);
    });
  } finally {
    await app.stop();
  }
});
