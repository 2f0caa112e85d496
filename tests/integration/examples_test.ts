/** The programs of docs/examples that need no other packages than ours, against a real LiveKit. */
import { expect } from "expect";
import { guestTokens } from "../../docs/examples/livekit_client.js";
import { parseIdentity } from "../../lib/contract/participant.ts";
import { startTestServer } from "./test_server.ts";

const root = new URL("../../", import.meta.url);

Deno.test("docs/examples: livekit-client gets its token, and rtc-node joins the call", async () => {
  await using stage = await startTestServer();
  const tokens = await guestTokens(stage.url, "tea", "Robin");
  const { serverUrl, participantToken } = await tokens.fetch({ roomName: "space-tea" });
  expect(serverUrl).toBe(stage.livekit.url);
  const { sub, video } = JSON.parse(atob(participantToken.split(".")[1]));
  expect([parseIdentity(sub)?.generation, video.room]).toEqual([1, "space-tea"]);
  await expect(guestTokens(stage.url, "tea", "")).rejects.toThrow("invalid-body");

  const run = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "docs/examples/rtc_node.js", stage.url, "tea", "Sam"],
    cwd: root,
  }).output();
  // The SDK logs there too.
  const said = new TextDecoder().decode(run.stdout).trimEnd().split("\n");
  expect([run.code, said.at(-1)]).toEqual([
    0,
    expect.stringMatching(/^Sam is in space-tea as seat_\w+\.1$/),
  ]);
});
