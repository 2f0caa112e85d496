import { expect } from "expect";
import { TokenSource } from "livekit-client";
import { parseIdentity } from "../../../../../lib/contract/participant.ts";
import { openTestServer, type TestServer } from "../../../../fakes/test_server.ts";

const address = "https://talk.example.org";

/** Runs `work` with `fetch` answered by the server in-process. */
async function withServerAsFetch<Answer>(
  server: TestServer,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => server.send(new Request(input, init));
  try {
    return await work();
  } finally {
    globalThis.fetch = real;
  }
}

Deno.test("TokenSource.endpoint() of LiveKit's SDK gets its tokens here, as docs/token-endpoint.md says", async () => {
  const server = await openTestServer();
  const { serverUrl, participantToken } = await withServerAsFetch(server, async () => {
    const session = await fetch(`${address}/api/guest-sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ roomName: "space-tea", participantName: "Kim" }),
    });
    const { sessionToken } = await session.json();
    const source = TokenSource.endpoint(`${address}/api/livekit/token`, {
      headers: { authorization: `Bearer ${sessionToken}` },
    });
    return await source.fetch({
      roomName: "space-tea",
      participantName: "Lee",
      participantIdentity: "somebody-else",
      participantAttributes: { "madang.role": "owner" },
      agentName: "nobody-asked-for-it",
    });
  });
  expect(serverUrl).toBe("ws://localhost:7880");
  const claims = JSON.parse(atob(participantToken.split(".")[1]));
  expect(parseIdentity(claims.sub)?.generation).toBe(1);
  expect(claims.name).toBe("Lee");
  expect(claims.attributes["madang.role"]).toBe("speaker");
  expect(claims.roomConfig?.agents ?? []).toEqual([]);
});

Deno.test("TokenSource.endpoint() rejects with the problem's code", async () => {
  const server = await openTestServer();
  const source = TokenSource.endpoint(`${address}/api/livekit/token`);
  await expect(withServerAsFetch(server, () => source.fetch({ roomName: "space-tea" })))
    .rejects.toThrow("unauthenticated");
});
