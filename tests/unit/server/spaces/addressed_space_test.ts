/** Spellings of a space's name in the API: one space, and former slugs kept. */
import { expect } from "expect";
import { addressedSpace } from "../../../../lib/server/spaces/addressed_space.ts";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { inhabitedSpaceKey } from "../../../../lib/server/rows/presence_rows.ts";
import { spaceKey } from "../../../../lib/server/rows/space_rows.ts";
import { owned } from "../../../fakes/owned_space.ts";
import { openTestServer } from "../../../fakes/test_server.ts";

Deno.test("every spelling of a name is one space, for sessions, tokens and all other endpoints", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const made = await browser.send("POST", "/api/spaces", { slug: "우리 팀 Talk." });
  expect([made.status, (await made.json()).slug]).toEqual([201, "우리-팀-talk"]);
  for (const typed of ["우리-팀-talk", "우리 팀 TALK", "우리-팀-talk".normalize("NFD")]) {
    const guest = server.browser();
    const session = await guest.send("POST", "/api/guest-sessions", {
      roomName: `space-${typed}`,
      participantName: "Lee",
    });
    expect([session.status, (await session.json()).roomName])
      .toEqual([201, "space-우리-팀-talk"]);
    const token = await guest.send("POST", "/api/livekit/token", { roomName: `space-${typed}` });
    expect([token.status, (await token.json()).roomName]).toEqual([200, "space-우리-팀-talk"]);
    const at = `/api/spaces/${encodeURIComponent(typed)}`;
    expect((await (await browser.send("GET", at)).json()).slug).toBe("우리-팀-talk");
    expect((await (await browser.send("GET", `${at}/presence`)).json()).roomName)
      .toBe("space-우리-팀-talk");
  }
});

Deno.test("an invalid name is not-found in an address and invalid-body in a body", async () => {
  const { owner } = await owned();
  for (const typed of ["%F0%9F%8E%89", "..%2f", "%FF", "-", "a".repeat(65)]) {
    const answer = await owner.send("GET", `/api/spaces/${typed}/people`);
    expect([typed, answer.status, (await answer.json()).code]).toEqual([typed, 404, "not-found"]);
  }
  for (const slug of ["🎉", "-", ""]) {
    for (
      const [path, body] of [
        ["/api/spaces", { slug }],
        ["/api/livekit/token", { roomName: `space-${slug}` }],
        ["/api/guest-sessions", { roomName: `space-${slug}`, participantName: "Kim" }],
      ] as const
    ) {
      const answer = await owner.send("POST", path, body);
      expect([slug, path, (await answer.json()).code]).toEqual([slug, path, "invalid-body"]);
    }
  }
});

Deno.test("a space with a former slug keeps it while it has an owner or people inside; then it leads to the new slug", async () => {
  const { server, owner } = await owned();
  const { kv } = server;
  const { value: rules } = await kv.get(spaceKey("tea"));
  await kv.commit({ checks: [], writes: [setRow(spaceKey("Team"), { ...rules!, slug: "Team" })] });
  expect(await addressedSpace(server.services, "Team")).toBe("Team");
  expect(await addressedSpace(server.services, "TEAM")).toBe("team");
  expect((await (await owner.send("GET", "/api/spaces/Team")).json()).slug).toBe("Team");
  expect((await owner.send("DELETE", "/api/spaces/Team")).status).toBe(204);
  expect(await addressedSpace(server.services, "Team")).toBe("team");
  await kv.commit({ checks: [], writes: [setRow(inhabitedSpaceKey("a--b"), { slug: "a--b" })] });
  expect(await addressedSpace(server.services, "a--b")).toBe("a--b");
  expect(await addressedSpace(server.services, "b--a")).toBe("b-a");
});

Deno.test("an address in the spelling of its slug costs no read of storage", async () => {
  const asked: unknown[] = [];
  const kv = { getMany: (keys: unknown) => (asked.push(keys), Promise.reject(new Error("asked"))) };
  const services = { kv } as unknown as Parameters<typeof addressedSpace>[0];
  for (const typed of ["tea", "마당", "tea house", "마당.", "🎉"]) {
    await addressedSpace(services, typed);
  }
  expect(asked).toEqual([]);
});
