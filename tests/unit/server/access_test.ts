import { expect } from "expect";
import { decideAccess, maxParticipantsOf } from "../../../lib/server/access.ts";

Deno.test("decideAccess() lets whoever has a session for an open space in, to speak", () => {
  for (const kind of ["guest", "user"] as const) {
    expect(decideAccess({ kind, isAdmitted: true, defaultCapacity: 50 })).toEqual({
      isAllowed: true,
      role: "speaker",
      publishSources: ["microphone", "camera", "screen_share", "screen_share_audio"],
      capacity: 50,
    });
  }
});

Deno.test("decideAccess() refuses a guest who was not admitted to the space", () => {
  expect(decideAccess({ kind: "guest", isAdmitted: false, defaultCapacity: 50 }))
    .toEqual({ isAllowed: false, code: "room-mismatch" });
});

Deno.test("maxParticipantsOf() leaves room for everybody to reload at once", () => {
  expect(maxParticipantsOf(25)).toBe(60);
});
