import { expect } from "expect";
import { compareRouteIds, patternOf, roleOf, routeOf } from "../../../../compat/fresh/fs_routes.ts";

Deno.test("compareRouteIds() puts frames first, then fixed names, then parameters, then the rest", () => {
  const sorted = [
    ...["/_app", "/_middleware", "/_404", "/_error", "/index"],
    ...["/api/_middleware", "/api/index", "/api/health", "/api/spaces/[slug]/presence"],
    ...["/api/spaces/[slug]", "/api/[...rest]", "/space/[slug]", "/[...rest]"],
  ];
  expect(sorted.toReversed().sort(compareRouteIds)).toEqual(sorted);
  expect(sorted.toSorted().sort(compareRouteIds)).toEqual(sorted);
});

Deno.test("patternOf() makes a URL pattern of a path", () => {
  expect(patternOf("/index")).toBe("/");
  expect(patternOf("/api/index")).toBe("/api");
  expect(patternOf("/api/spaces/[slug]/presence")).toBe("/api/spaces/:slug/presence");
  expect(patternOf("/files/[...rest]")).toBe("/files/:rest*");
  expect(patternOf("/[name].json")).toBe("/:name.json");
});

Deno.test("what the stand-in lacks in routes/ throws with its name", () => {
  expect(() => patternOf("/[[lang]]/about")).toThrow("routes/[[lang]]/about");
  expect(() => patternOf("/(group)/about")).toThrow("routes/(group)/about");
  expect(() => roleOf("/a/_layout")).toThrow("routes/a/_layout");
  const module = { default: () => null, config: { routeOverride: "/x" } };
  expect(() => routeOf("/a", module)).toThrow("config in routes/a");
  expect(() => routeOf("/a", {})).toThrow("Could not find relevant exports in: routes/a");
});
