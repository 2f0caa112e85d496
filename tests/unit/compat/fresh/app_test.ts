import { expect } from "expect";
import { App, cors, csrf, HttpError } from "../../../../compat/fresh/mod.ts";
import { Builder } from "../../../../compat/fresh/dev.ts";
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
  expect(() => Reflect.construct(App, [{ basePath: "/x" }])).toThrow("config.basePath");
  expect(() => Reflect.construct(Builder, [{ islandDir: "x" }])).toThrow("option islandDir");
  expect(() => cors()).toThrow("cors");
  expect(() => csrf()).toThrow("csrf");
  expect(() => Partial()).toThrow("<Partial>");
});
