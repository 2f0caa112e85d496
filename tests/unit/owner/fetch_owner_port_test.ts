/** The owner's port against the real endpoints, and what the page's first paint is made of. */
import { expect } from "expect";
import { AppFailure } from "../../../lib/api/app_failure.ts";
import { FetchOwnerPort } from "../../../lib/owner/FetchOwnerPort.ts";
import { readOwnerPageData } from "../../../lib/server/http/pages/owner_page_data.ts";
import { openTestServer, type TestBrowser, testOrigin } from "../../fakes/test_server.ts";

async function openPort() {
  const server = await openTestServer();
  const kim = server.browser();
  await server.signIn(kim, { userId: "kim", sessionId: "laptop" });
  const portOf = (browser: TestBrowser) =>
    new FetchOwnerPort("tea", (path, init) => {
      const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
      return browser.send(init?.method ?? "GET", String(path), body);
    });
  const visit = (browser: TestBrowser) => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = cookie === "" ? undefined : { cookie };
    const request = new Request(`${testOrigin}/space/tea/settings`, { headers });
    return readOwnerPageData(request, "tea", server.services);
  };
  return { server, kim, portOf, visit };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => null, (error: unknown) => error);
  if (!(error instanceof AppFailure)) throw new Error("It did not fail as it should");
  return error.code;
}

Deno.test("FetchOwnerPort sends every request of a space's settings page", async () => {
  const { server, kim, portOf } = await openPort();
  const port = portOf(kim);
  expect((await port.make()).settings?.policy).toBe("open");
  expect((await port.change({ policy: "members", capacity: 3 })).settings?.capacity).toBe(3);
  const expiresAt = new Date(server.services.now() + 60_000).toISOString();
  const { linkId, url } = await port.makeLink({ role: "listener", uses: 2, expiresAt });
  const guest = server.browser();
  await guest.enter("tea", "Haru");
  const link = new URL(url).hash.slice("#link=".length);
  await guest.send("POST", "/api/spaces/tea/links/exchange", { link });
  expect((await port.links()).map(({ used }) => used)).toEqual([1]);
  const [haru] = await port.people();
  expect([haru.participantName, haru.role, haru.linkId]).toEqual(["Haru", "listener", linkId]);
  await port.changeStanding(haru.id, { role: "speaker" });
  expect((await port.people())[0].role).toBe("speaker");
  await port.revokeLink(linkId);
  expect(await port.links()).toEqual([]);
  await port.moderate({ action: "end" });
  const { events, next } = await port.log(null);
  expect([events.map(({ type }) => type), next]).toEqual([["ended-for-all"], null]);
  expect(await codeOf(port.log("x"))).toBe("invalid-body");
  expect(await codeOf(portOf(guest).change({ isLocked: true }))).toBe("not-allowed");
});

Deno.test("readOwnerPageData() shows a space to its moderators, and to others only that it is not theirs", async () => {
  const { server, kim, portOf, visit } = await openPort();
  const [nobody, guest, lee] = [server.browser(), server.browser(), server.browser()];
  await guest.enter("tea", "Haru");
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  const nobodys = { state: "nobodys", slug: "tea" };
  expect(await visit(nobody)).toEqual({ ...nobodys, isSignedIn: false });
  expect(await visit(guest)).toEqual({ ...nobodys, isSignedIn: false });
  expect(await visit(kim)).toEqual({ ...nobodys, isSignedIn: true });
  await portOf(kim).make();
  const stranger = { state: "stranger", slug: "tea" };
  expect(await visit(nobody)).toEqual({ ...stranger, isSignedIn: false });
  expect(await visit(lee)).toEqual({ ...stranger, isSignedIn: true });
  expect(await visit(kim)).toMatchObject({
    state: "cares",
    space: {
      slug: "tea",
      role: "owner",
      settings: { policy: "open" },
      links: [],
      log: { next: null },
    },
  });
  // A guest may moderate too, by a link.
  const expiresAt = new Date(server.services.now() + 60_000).toISOString();
  const { url } = await portOf(kim).makeLink({ role: "moderator", uses: 1, expiresAt });
  const link = new URL(url).hash.slice("#link=".length);
  await guest.send("POST", "/api/spaces/tea/links/exchange", { link });
  expect(await visit(guest)).toMatchObject({ state: "cares", space: { role: "moderator" } });
});
