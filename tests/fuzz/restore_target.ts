/**
 * Storage as a backup brings it back: any of its rows gone, or as they were at any earlier moment. People may be told to
 * come anew; nothing may break.
 */
import { expect } from "expect";
import fc from "fast-check";
import { deleteRow, setRow } from "../../lib/server/storage/kv_port.ts";
import { openTestServer, TestBrowser, type TestServer } from "../fakes/test_server.ts";
import type { FuzzTarget } from "./fuzz_target.ts";

type Rows = ReturnType<TestServer["kv"]["rows"]>;

const asks = ["enter", "token", "me", "departure", "sign in", "leave"] as const;

async function ask(
  server: TestServer,
  browser: TestBrowser,
  what: typeof asks[number],
  tokens: string[],
) {
  const room = { roomName: "space-tea" };
  switch (what) {
    case "enter":
      return await browser.send("POST", "/api/guest-sessions", { ...room, participantName: "Kim" });
    case "token": {
      const response = await browser.send("POST", "/api/livekit/token", room);
      if (response.status === 200) tokens.push((await response.clone().json()).token);
      return response;
    }
    case "me":
      return await browser.send("GET", "/api/guest-sessions/me");
    case "leave":
      return await browser.send("DELETE", "/api/guest-sessions/me");
    case "departure":
      return await browser.send("POST", "/api/livekit/departure", { token: tokens.at(-1) ?? "x" });
    case "sign in":
      await server.signIn(browser, { userId: "u1", sessionId: "s1" });
      return new Response();
  }
}

/** Rows that are always written together, a seat's and its owner's, come back together: a backup does not split a commit. */
function groupOf({ key, value }: Rows[number]): string {
  const isSeat = typeof value === "object" && value !== null && "seatId" in value;
  return isSeat ? String(value.seatId) : JSON.stringify(key);
}

/** Each group of rows from one of `moments`, or gone: `choices` says which. */
async function restore(server: TestServer, moments: readonly Rows[], choices: readonly number[]) {
  const groups = [...new Set(moments.flat().map(groupOf))];
  for (const [at, group] of groups.entries()) {
    const chosen = moments[choices[at % choices.length] % (moments.length + 1)] ?? [];
    const gone = server.kv.rows().filter((row) => groupOf(row) === group);
    const back = chosen.filter((row) => groupOf(row) === group);
    const writes = [
      ...gone.map(({ key }) => deleteRow(key)),
      ...back.map(({ key, value }) => setRow(key, value)),
    ];
    await server.kv.commit({ checks: [], writes });
  }
}

export const restoreTarget: FuzzTarget = {
  name: "storage restored from a backup",
  share: 3,
  property: () =>
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...asks), fc.nat(1)), { minLength: 3, maxLength: 10 }),
      fc.array(fc.nat(20), { minLength: 3, maxLength: 12 }),
      fc.array(fc.tuple(fc.constantFrom(...asks), fc.nat(1)), { minLength: 1, maxLength: 6 }),
      async (before, choices, after) => {
        const server = await openTestServer();
        const browsers = [server.browser(), server.browser()];
        const tokens: string[] = [];
        const moments: Rows[] = [];
        for (const [what, who] of before) {
          await ask(server, browsers[who], what, tokens);
          moments.push(structuredClone(server.kv.rows()));
        }
        await restore(server, moments, choices);
        for (const [what, who] of after) {
          const response = await ask(server, browsers[who], what, tokens);
          expect([what, response.status < 500]).toEqual([what, true]);
        }
      },
    ),
};
