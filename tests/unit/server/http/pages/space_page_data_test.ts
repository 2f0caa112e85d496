import { expect } from "expect";
import { readPreJoinData } from "../../../../../lib/server/http/pages/space_page_data.ts";
import { openServerStage, stageOrigin } from "../../../../fakes/server_stage.ts";

const pageOf = (slug: string) => new Request(`${stageOrigin}/space/${slug}`);

Deno.test("readPreJoinData() rejects for a space that was not made, with MADANG_SPACES=declared", async () => {
  const { services } = await openServerStage({ MADANG_SPACES: "declared" });
  for (const slug of ["tea", "마당"]) {
    await expect(readPreJoinData(pageOf(slug), slug, services))
      .rejects.toMatchObject({ code: "not-found" });
  }
});

Deno.test("readPreJoinData() gives a visitor without a session the entry and no names", async () => {
  const stage = await openServerStage();
  const { visit, entry } = await readPreJoinData(pageOf("tea"), "tea", stage.services);
  expect(entry).toBe("allowed");
  expect(visit).toMatchObject({ slug: "tea", roomName: "space-tea", visitor: null });
  expect(visit.presence.people).toBeUndefined();
});
