import { expect } from "expect";
import { visitorOf } from "../../../../../lib/server/http/kit/visitor.ts";
import { openTestServer, type TestBrowser, testOrigin } from "../../../../fakes/test_server.ts";

/** The request of a browser that opens a page by another site's link. */
function pageRequest(browser: TestBrowser): Request {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { cookie, "sec-fetch-site": "cross-site" };
  return new Request(`${testOrigin}/space/tea`, { headers });
}

Deno.test("visitorOf() reads a guest by the cookie, and whether this space admitted it", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  const visitor = (slug: string) => visitorOf(pageRequest(browser), slug, server.services);
  expect(await visitor("tea")).toBeNull();
  await browser.enter("tea", "Kim");
  expect(await visitor("tea")).toEqual({ participantName: "Kim", kind: "guest", admitted: true });
  expect(await visitor("garden")).toEqual({
    participantName: "Kim",
    kind: "guest",
    admitted: false,
  });
  browser.cookies.set("madang_guest", "mdg_stale");
  expect(await visitor("tea")).toBeNull();
});

Deno.test("visitorOf() reads a user, whom an open space admits", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  expect(await visitorOf(pageRequest(browser), "tea", server.services))
    .toEqual({ participantName: "kim", kind: "user", admitted: true });
});

Deno.test("visitorOf() rejects when storage is away, instead of answering null", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  server.kv.isAway = true;
  await expect(visitorOf(pageRequest(browser), "tea", server.services))
    .rejects.toMatchObject({ code: "storage-unavailable" });
});
