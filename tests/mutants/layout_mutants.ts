/** How the call is looked at, broken rule by rule. */
import type { Mutant } from "./apply.ts";

const byLayout = { test: { file: "tests/unit/media/call/layout_test.ts", filter: "" } } as const;
const byTiles = {
  test: { file: "tests/unit/components/tile_layout_test.ts", filter: "" },
} as const;
const byOutsideTab = {
  test: { file: "tests/unit/components/outside_tab_test.ts", filter: "" },
} as const;

export const layoutMutants: readonly Mutant[] = [
  {
    name: "tiles-jump",
    defect: "the former speaker's tile goes to its place in the order of joining, and others move",
    file: "lib/media/call/layout.ts",
    search: "this.#order.value = swapped(people, last, next);",
    replacement: "",
    ...byLayout,
  },
  {
    name: "word-takes-the-stage",
    defect: "a short word between takes the stage",
    file: "lib/media/call/stage_speaker.ts",
    search: "this.#page.after(takeoverMs,",
    replacement: "this.#page.after(0,",
    ...byLayout,
  },
  {
    name: "pins-only-without-a-screen",
    defect: "a shared screen hides the participants that were pinned",
    file: "lib/media/call/arrange.ts",
    search: "held.length > 0 || screen !== null ? held",
    replacement: "screen !== null ? []: held.length > 0 ? held",
    ...byLayout,
  },
  {
    name: "narrow-tiles",
    defect: "a camera of 16:9 loses more than a quarter",
    file: "components/call/tile_layout.ts",
    search: "Math.min(cellHeight, Math.floor(tileWidth / least))",
    replacement: "cellHeight",
    ...byTiles,
  },
  {
    name: "play-unmutes",
    defect: "earphones that are put back in unmute a person who muted themselves",
    file: "components/outside_tab/media_session.ts",
    search: "if (wasMutedByButton && mayUse(microphone))",
    replacement: "if (mayUse(microphone))",
    ...byOutsideTab,
  },
  {
    name: "spotlight-on-anybody",
    defect: "a moderator puts a seat that is not inside on everybody's stage",
    file: "lib/server/spaces/spotlight.ts",
    search: "if (target !== null && !await isInside(services, roomName, target)) {",
    replacement: "if (target !== null && false && await isInside(services, roomName, target)) {",
    test: { file: "tests/unit/server/spaces/spaces_test.ts", filter: "spotlight" },
  },
];
