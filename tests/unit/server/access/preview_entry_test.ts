import { expect } from "expect";
import type { SpaceVisitor } from "../../../../lib/contract/visit.ts";
import { previewEntry } from "../../../../lib/server/access/preview_entry.ts";
import type { SpaceRow } from "../../../../lib/server/rows/space_rows.ts";
import { defaultPublishSources } from "../../../../lib/server/access/access.ts";

function ahead(
  rules: Partial<SpaceRow> | null,
  visitor: SpaceVisitor | null = null,
  spaces: "open" | "declared" = "open",
) {
  const row: SpaceRow | null = rules && {
    slug: "tea",
    ownerId: "owner",
    policy: "open",
    isLocked: false,
    capacity: 10,
    defaultRole: "speaker",
    publishSources: defaultPublishSources,
    createdAt: 0,
    ...rules,
  };
  const config = { spaces, spaceCapacity: 10 };
  return previewEntry({ config, now: () => 0 }, row, visitor);
}

Deno.test("previewEntry() answers a stranger as a new guest", () => {
  expect(ahead(null)).toBe("allowed");
  expect(ahead(null, null, "declared")).toBe("not-found");
  expect(ahead({})).toBe("allowed");
  expect(ahead({ isLocked: true })).toBe("space-locked");
  expect(ahead({ policy: "members" })).toBe("not-a-member");
  expect(ahead({ policy: "knock" })).toBe("waiting-for-admission");
});

Deno.test("previewEntry() answers a visitor by their own decision", () => {
  const visitor = { participantName: "Kim", kind: "guest", admitted: false } as const;
  const rules = { policy: "members" as const };
  expect(ahead(rules, { ...visitor, admitted: true, entry: "allowed" })).toBe("allowed");
  expect(ahead(rules, { ...visitor, entry: "banned" })).toBe("banned");
  // A guest of another space: the click admits the session to this one first.
  expect(ahead(rules, { ...visitor, entry: "room-mismatch" })).toBe("not-a-member");
  expect(ahead({}, { ...visitor, entry: "room-mismatch" })).toBe("allowed");
});
