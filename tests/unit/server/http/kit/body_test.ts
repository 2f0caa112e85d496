import { expect } from "expect";
import { problemSchema } from "../../../../../lib/contract/errors.ts";
import { openTestServer, testOrigin } from "../../../../fakes/test_server.ts";

Deno.test("a body that breaks off is answered 400, and is no error in the log [S59]", async () => {
  const server = await openTestServer();
  for (const path of ["/api/guest-sessions", "/api/livekit/token", "/api/livekit/webhook"]) {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"roomName":'));
      },
      pull: (controller) => controller.error(new TypeError("connection reset")),
    });
    const type = path.endsWith("webhook") ? "application/webhook+json" : "application/json";
    const response = await server.send(
      new Request(testOrigin + path, { method: "POST", headers: { "content-type": type }, body }),
    );
    expect([path, response.status]).toEqual([path, 400]);
    expect(problemSchema.parse(await response.json()).code).toBe("invalid-body");
  }
  expect(server.lines.join("\n")).not.toContain('"level":"error"');
});

Deno.test("a refused body is quoted nowhere, not even the names of its fields", async () => {
  const server = await openTestServer();
  const secret = `mdg_${"S".repeat(60)}`;
  const bodies = [
    { roomName: "space-tea", [secret]: 1 },
    { roomName: secret },
    { roomName: "space-tea", participantName: secret },
    { room_name: secret },
    { room_name: "space-tea", [secret]: 1 },
    { token: { [secret]: secret } },
    [secret],
    secret,
  ];
  for (const path of ["/api/guest-sessions", "/api/livekit/token", "/api/livekit/departure"]) {
    for (const body of bodies) {
      const answer = await server.browser().send("POST", path, body);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(await answer.text()).not.toContain(secret);
    }
  }
  expect(server.lines.join("\n")).not.toContain(secret);
});
