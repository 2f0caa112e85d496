import { expect } from "expect";
import type { SpaceVisitor } from "../../../../lib/contract/visit.ts";
import { previewEntry } from "../../../../lib/server/access/preview_entry.ts";
import { spaceKey, type SpaceRow } from "../../../../lib/server/rows/space_rows.ts";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { defaultPublishSources } from "../../../../lib/server/access/access.ts";
import { FakeKv } from "../../../fakes/fake_kv.ts";

async function ahead(
  rules: Partial<SpaceRow> | null,
  visitor: SpaceVisitor | null = null,
  spaces: "open" | "declared" = "open",
) {
  const kv = new FakeKv();
  if (rules) {
    const row = {
      slug: "tea",
      ownerId: "owner",
      policy: "open" as const,
      isLocked: false,
      capacity: 10,
      defaultRole: "speaker" as const,
      publishSources: defaultPublishSources,
      createdAt: 0,
      ...rules,
    };
    await kv.commit({ checks: [], writes: [setRow(spaceKey("tea"), row)] });
  }
  const config = { spaces, spaceCapacity: 10 };
  return await previewEntry({ kv, config, now: () => 0 }, "tea", visitor);
}

Deno.test("previewEntry() answers a stranger as a new guest", async () => {
  expect(await ahead(null)).toBe("allowed");
  expect(await ahead(null, null, "declared")).toBe("not-found");
  expect(await ahead({})).toBe("allowed");
  expect(await ahead({ isLocked: true })).toBe("space-locked");
  expect(await ahead({ policy: "members" })).toBe("not-a-member");
  expect(await ahead({ policy: "knock" })).toBe("waiting-for-admission");
});

Deno.test("previewEntry() answers a visitor by their own decision", async () => {
  const visitor = { participantName: "Kim", kind: "guest", admitted: false } as const;
  const rules = { policy: "members" as const };
  expect(await ahead(rules, { ...visitor, admitted: true, entry: "allowed" })).toBe("allowed");
  expect(await ahead(rules, { ...visitor, entry: "banned" })).toBe("banned");
  // A guest of another space: the click admits the session to this one first.
  expect(await ahead(rules, { ...visitor, entry: "room-mismatch" })).toBe("not-a-member");
  expect(await ahead({}, { ...visitor, entry: "room-mismatch" })).toBe("allowed");
});
