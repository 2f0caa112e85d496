import { expect } from "expect";
import { z } from "zod";
import { docsPage } from "../../../../../lib/server/http/openapi/docs_page.ts";
import { openApiDocument } from "../../../../../lib/server/http/openapi/openapi.ts";
import { operations } from "../../../../../lib/server/http/openapi/operations.ts";
import { endpointsOfRoutes } from "../../../endpoints_of_routes.ts";

const documentSchema = z.object({
  openapi: z.literal("3.1.0"),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
});

Deno.test("openApiDocument() has every endpoint that the routes answer, with its parameters and a default problem", async () => {
  const routes = [...(await endpointsOfRoutes()).keys()].filter((name) => name.includes(" /api/"));
  expect(Object.keys(operations).toSorted()).toEqual(routes.toSorted());
  const { paths } = documentSchema.parse(openApiDocument("https://talk.example.org"));
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
  );
  expect(all.length).toBe(routes.length);
  expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
  for (const { path, operation } of all) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = (operation.parameters ?? []).filter((one) => one.in === "path");
    expect(inPath.map(({ name }) => name)).toEqual(named);
    expect(operation.responses).toHaveProperty("default");
  }
});

Deno.test("docsPage() shows every endpoint, and asks no other host for anything", () => {
  const page = docsPage();
  for (const name of Object.keys(operations)) expect(page).toContain(`<code>${name}</code>`);
  expect(page).not.toMatch(/<script|https?:\/\/|style=/);
});
