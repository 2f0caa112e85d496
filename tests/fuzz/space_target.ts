/** A space's endpoints, asked by its owner, whose requests pass the most checks. */
import fc from "fast-check";
import { join } from "../fakes/owned_space.ts";
import { spaceEndpoints } from "../fakes/space_endpoints.ts";
import { testOrigin } from "../fakes/test_server.ts";
import { judge, openFuzzServer } from "./endpoint_targets.ts";
import type { FuzzTarget } from "./fuzz_target.ts";
import { oddBody, oddJson, oddText } from "./odd_values.ts";

const seatId = `seat_${"0".repeat(32)}`;

/** Paths after `/api/spaces`, `*` for any id, and a good body for each. */
const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "": { slug: "tea", policy: "knock", capacity: 5 },
  "/tea": {
    policy: "open",
    isLocked: false,
    defaultRole: "speaker",
    publishSources: {},
    chatRoles: [],
  },
  "/tea/people": {},
  "/tea/people/*": { role: "moderator", isAdmitted: true, isBanned: false },
  "/tea/moderation": { action: "ban", seatId },
  "/tea/hand": { isRaised: true },
  "/tea/knocks": {},
  "/tea/knocks/*": { decision: "admit" },
  "/tea/links": { role: "speaker", uses: 3, expiresAt: "2027-01-01T00:00:00Z" },
  "/tea/links/*": {},
  "/tea/links/exchange": { link: "x.y" },
  "/tea/log": {},
  "/tea/presence": {},
  "/tea/messages": { text: "Hello", clientId: "client-id-1" },
  "/tea/messages/*": {},
};

const cursor = fc.oneof(
  oddText,
  oddJson.map((json) => JSON.stringify(json)),
  fc.tuple(fc.double(), fc.constantFrom("joined", "left", "x"), oddText)
    .map((parts) => JSON.stringify(parts)),
);

export const spaceTarget: FuzzTarget = {
  name: "a space's endpoints, by its owner",
  share: 20,
  async property() {
    const { server, token } = await openFuzzServer();
    const browser = server.browser();
    await server.signIn(browser, { userId: "u1", sessionId: "s1" });
    const made = await browser.send("POST", "/api/spaces", { slug: "tea" });
    if (made.status !== 201) throw new Error(await made.text());
    // A session that is inside comes further in the chat.
    await join(server, browser);
    const asks = Object.entries(bodies).flatMap(([path, good]) =>
      Object.keys(spaceEndpoints(`/api/spaces${path}`) ?? {})
        .map((method) => ({ path, method, good }))
    );
    const ask = fc.constantFrom(...asks).chain(({ path, method, good }) =>
      fc.record({
        path: fc.constant(path),
        method: fc.constant(method),
        body: oddBody(good),
        id: oddText,
        before: cursor,
      })
    );
    return fc.asyncProperty(ask, async ({ path, method, body, id, before }) => {
      const address = path.replace("*", encodeURIComponent(id.toWellFormed()) || "x");
      const url = new URL(`/api/spaces${address}`, testOrigin);
      if (["/tea/log", "/tea/messages"].includes(path)) url.searchParams.set("before", before);
      const request = new Request(url, {
        method,
        body: method === "GET" ? null : body,
        headers: {
          "content-type": "application/json",
          "sec-fetch-site": "same-origin",
          "cookie": [...browser.cookies].map((pair) => pair.join("=")).join("; "),
        },
      });
      await judge(server, request, [token]);
    });
  },
};
