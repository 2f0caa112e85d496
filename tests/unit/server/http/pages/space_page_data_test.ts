import { expect } from "expect";
import { readPreJoinData } from "../../../../../lib/server/http/pages/space_page_data.ts";
import { owned } from "../../../../fakes/owned_space.ts";
import { openTestServer, testOrigin } from "../../../../fakes/test_server.ts";

const pageOf = (slug: string) => new Request(`${testOrigin}/space/${slug}`);

Deno.test("readPreJoinData() rejects for a space that was not made, with MADANG_SPACES=declared", async () => {
  const { services } = await openTestServer({ MADANG_SPACES: "declared" });
  for (const slug of ["tea", "마당"]) {
    await expect(readPreJoinData(pageOf(slug), slug, services))
      .rejects.toMatchObject({ code: "not-found" });
  }
});

Deno.test("readPreJoinData() gives a visitor without a session the entry and no names", async () => {
  const server = await openTestServer();
  const { visit, entry } = await readPreJoinData(pageOf("tea"), "tea", server.services);
  expect(entry).toBe("allowed");
  expect(visit).toMatchObject({ slug: "tea", roomName: "space-tea", visitor: null });
  expect(visit.presence.people).toBeUndefined();
});

Deno.test("readPreJoinData() tells everybody who has the address the space's name", async () => {
  const { server } = await owned({ name: "찻집", policy: "members" });
  const { visit, entry } = await readPreJoinData(pageOf("tea"), "tea", server.services);
  expect([visit.spaceName, entry]).toEqual(["찻집", "not-a-member"]);
});
