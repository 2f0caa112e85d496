/** Secrets that the API hands out, in-process. Those of the built app: tests/integration/canaries_test.ts. */
import { expect } from "expect";
import { createdLinkSchema } from "../../../lib/contract/space.ts";
import { recoveryCodesSchema } from "../../../lib/contract/account.ts";
import { newUser } from "../../../lib/server/accounts/users.ts";
import { userKey } from "../../../lib/server/rows/kv_keys.ts";
import { setRow } from "../../../lib/server/storage/kv_port.ts";
import { openTestServer } from "../../fakes/test_server.ts";

Deno.test("link secrets, recovery codes and session tokens are in no log, no error, and not in storage [S64]", async () => {
  const server = await openTestServer();
  const owner = server.browser();
  await server.signIn(owner, { userId: "u1", sessionId: "s1" });
  const user = newUser({ userId: "u1", participantName: "Canary Zyxwvutsrq" }, server.now);
  await server.kv.commit({ checks: [], writes: [setRow(userKey("u1"), user)] });
  expect((await owner.send("POST", "/api/spaces", { slug: "tea", policy: "members" })).status)
    .toBe(201);
  const linkRequest = {
    role: "speaker",
    uses: 1,
    expiresAt: new Date(server.now + 3_600_000).toISOString(),
  };
  const made = await owner.send("POST", "/api/spaces/tea/links", linkRequest);
  const link = createdLinkSchema.parse(await made.json()).url.split("#link=")[1];
  const answer = await owner.send("POST", "/api/recovery-codes");
  const { codes } = recoveryCodesSchema.parse(await answer.json());
  const guest = server.browser();
  await guest.enter("tea", "Canary Ponmlkjihg");
  const session = guest.cookies.get("madang_guest") ?? "";
  const secrets = [link, ...codes, session, owner.cookies.get("madang_user") ?? ""];
  expect(secrets.every((secret) => secret.length > 8)).toBe(true);

  const answers: string[] = [];
  const record = async (answer: Promise<Response>) => {
    const response = await answer;
    answers.push(
      `${response.status} ${await response.text()} ${JSON.stringify([...response.headers])}`,
    );
    return response.status;
  };
  // Each secret is used, used again, altered, and sent to the wrong place.
  const exchange = "/api/spaces/tea/links/exchange";
  expect(await record(guest.send("POST", exchange, { link }))).toBe(200);
  const second = server.browser();
  await second.enter("tea", "Lee");
  expect(await record(second.send("POST", exchange, { link }))).toBe(403);
  expect(await record(second.send("POST", exchange, { link: `${link}x` }))).toBe(403);
  expect(await record(second.send("POST", exchange, { [link]: link }))).toBe(400);
  expect(await record(second.send("POST", "/api/spaces/other/links/exchange", { link }))).toBe(403);
  expect(await record(owner.send("GET", "/api/spaces/tea/links"))).toBe(200);
  expect(await record(owner.send("GET", "/api/spaces/tea/people"))).toBe(200);
  expect(await record(owner.send("GET", "/api/spaces/tea/log"))).toBe(200);
  expect(await record(second.send("POST", "/api/recovery", { code: `${codes[0]}Z` }))).toBe(401);
  expect(await record(second.send("POST", "/api/recovery", { [codes[0]]: "x" }))).toBe(400);
  expect(await record(owner.send("GET", "/api/account"))).toBe(200);
  expect(await record(owner.send("GET", "/api/user-sessions"))).toBe(200);
  const bearer = { authorization: `Bearer ${session}x` };
  expect(await record(second.send("POST", "/api/livekit/token", { roomName: "space-tea" }, bearer)))
    .toBe(401);
  server.kv.isAway = true;
  expect(await record(guest.send("POST", "/api/livekit/token", { roomName: "space-tea" }))).toBe(
    503,
  );
  server.kv.isAway = false;

  const stored = JSON.stringify(server.kv.rows());
  for (const secret of secrets) {
    expect(server.lines.join("\n")).not.toContain(secret);
    expect(answers.join("\n")).not.toContain(secret);
    expect(stored).not.toContain(secret);
  }
  expect(server.lines.length).toBeGreaterThan(5);
  expect(server.lines.join("\n")).not.toMatch(/Zyxwvutsrq|Ponmlkjihg/);
});
