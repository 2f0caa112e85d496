import { expect } from "expect";
import { TokenSource } from "livekit-client";
import { parseIdentity } from "../../../../../lib/contract/participant.ts";
import { openServerStage, type ServerStage } from "../../../../fakes/server_stage.ts";

const address = "https://talk.example.org";

/** The server in the place of the network, for as long as `work` takes. */
async function onNetwork<Answer>(stage: ServerStage, work: () => Promise<Answer>): Promise<Answer> {
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => stage.send(new Request(input, init));
  try {
    return await work();
  } finally {
    globalThis.fetch = real;
  }
}

Deno.test("TokenSource.endpoint() of LiveKit's SDK gets its tokens here, as docs/token-endpoint.md says", async () => {
  const stage = await openServerStage();
  const { serverUrl, participantToken } = await onNetwork(stage, async () => {
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

Deno.test("TokenSource.endpoint() hears why it gets no token", async () => {
  const stage = await openServerStage();
  const source = TokenSource.endpoint(`${address}/api/livekit/token`);
  await expect(onNetwork(stage, () => source.fetch({ roomName: "space-tea" })))
    .rejects.toThrow("unauthenticated");
});
