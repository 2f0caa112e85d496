import { expect } from "expect";
import { App, cors, csrf, HttpError } from "../../../../compat/fresh/mod.ts";
import { Partial } from "../../../../compat/fresh/runtime.ts";

const of = (path: string, init?: RequestInit) => new Request(`http://app.test${path}`, init);

Deno.test("App answers an HttpError with its status and message, and hides any other", async () => {
  const handler = new App<unknown>()
    .get("/gone", () => {
      throw new HttpError(410);
    })
    .get("/told", () => {
      throw new HttpError(403, "Not for you");
    })
    .get("/twice//slashed", () => new Response("never"))
    .handler();
  const gone = await handler(of("/gone"));
  expect([gone.status, await gone.text()]).toEqual([410, "Gone"]);
  const told = await handler(of("//told"));
  expect([told.status, await told.text()]).toEqual([403, "Not for you"]);
  expect((await handler(of("/nowhere"))).status).toBe(404);
});

Deno.test("App believes X-Forwarded-* only where it was told to trust the proxy", async () => {
  const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "madang.example" };
  const answer = async (trustProxy: boolean) => {
    const handler = new App<unknown>({ trustProxy }).get("/", (ctx) => ctx.text(ctx.url.href))
      .handler();
    return await (await handler(of("/", { headers }))).text();
  };
  expect(await answer(false)).toBe("http://app.test/");
  expect(await answer(true)).toBe("https://madang.example/");
});

Deno.test("App keeps the first handler of a method and path", async () => {
  const handler = new App<unknown>()
    .get("/:a", () => new Response("first"))
    .get("/:b", () => new Response("second"))
    .get("/:a", () => new Response("third"))
    .handler();
  expect(await (await handler(of("/x"))).text()).toBe("first");
});

Deno.test("what the stand-in lacks throws with its name", () => {
  const app = new App<unknown>();
  expect(() => app.ws("/", {})).toThrow("app.ws");
  expect(() => app.mountApp("/", app)).toThrow("app.mountApp");
  expect(() => app.fsRoutes("/x")).toThrow("fsRoutes with a pattern");
  expect(() => cors()).toThrow("cors");
  expect(() => csrf()).toThrow("csrf");
  expect(() => Partial()).toThrow("<Partial>");
});
