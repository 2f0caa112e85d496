import { expect } from "expect";
import { App, HttpError } from "../../../../compat/fresh/mod.ts";
import { patternOf, siteOf } from "../../../../compat/fresh/site.ts";

const of = (path: string, init?: RequestInit) => new Request(`http://app.test${path}`, init);

Deno.test("App answers an HttpError with its status, and hides any other", async () => {
  const app = new App<unknown>().use((ctx) => {
    if (ctx.url.pathname === "/told") throw new HttpError(403, "Not for you");
    return ctx.next();
  });
  const handler = app.handler();
  expect((await handler(of("//told"))).status).toBe(403);
  expect((await handler(of("/nowhere"))).status).toBe(404);
});

Deno.test("siteOf() puts fixed names before parameters, at every depth", () => {
  const ids = ["/space/[slug]", "/index", "/a/[id]/[b]", "/a/[id]/me", "/a/first", "/a/[id]"];
  const load = () => Promise.resolve({});
  const snapshot = {
    ...{ buildId: "1", clientEntry: "", islands: [], files: {} },
    routes: ids.map((id) => ({ id, load })),
  };
  const patterns = siteOf(snapshot, new URL("file:///")).routes.map(({ pattern }) => pattern);
  expect(patterns).toEqual([
    ...["/a/first", "/a/:id", "/a/:id/me", "/a/:id/:b", "/", "/space/:slug"],
  ]);
});

Deno.test("patternOf() makes a URL pattern of a path, and refuses the forms that it does not know", () => {
  expect(patternOf("/index")).toBe("/");
  expect(patternOf("/api/index")).toBe("/api");
  expect(patternOf("/api/spaces/[slug]/presence")).toBe("/api/spaces/:slug/presence");
  for (const id of ["/files/[...rest]", "/[[lang]]/about", "/(group)/about", "/a/_layout"]) {
    expect(() => patternOf(id)).toThrow(`routes${id}`);
  }
});
