/** Names of people and addresses of spaces, broken rule by rule. */
import type { Mutant } from "./apply.ts";

function test(file: string, filter: string) {
  return { test: { file: `tests/unit/${file}`, filter } };
}

const aReload = test("server/presence/namesakes_test.ts", "a seat's number stays over a reload");

export const nameMutants: readonly Mutant[] = [
  {
    name: "number-anew-with-each-token",
    defect: "Kim and Kim (2) change places on a reload",
    file: "lib/server/seats/seats.ts",
    search: "known: stays ? known : { as, since: now }",
    replacement: "known: { as, since: now }",
    ...aReload,
  },
  {
    name: "number-kept-with-another-name",
    defect: "a person who takes another's name while inside becomes the first of it",
    file: "lib/server/seats/seats.ts",
    search: "known?.as === as && isHere",
    replacement: "known && isHere",
    ...aReload,
  },
  {
    name: "names-as-they-are-written",
    defect: "Kim with a blank of no width is a second plain Kim",
    file: "lib/contract/display_names.ts",
    search: "taken.has(seenName(name))",
    replacement: "taken.has(name)",
    ...test("contract/display_names_test.ts", "names that look the same"),
  },
  {
    name: "invisible-names",
    defect: "a Hangul filler is a name",
    file: "lib/contract/name_rules.ts",
    search: "if (!visible.test(seenName(name)))",
    replacement: 'if (normalizedName(name) === "")',
    ...test("contract/names_test.ts", "refuses what shows nothing"),
  },
  {
    name: "shift-key-makes-two-spaces",
    defect: "Straße and STRASSE are two spaces",
    file: "lib/contract/space_address.ts",
    search: ".toLowerCase().toUpperCase().toLowerCase()",
    replacement: ".toLowerCase()",
    ...test("contract/space_address_test.ts", "leads every spelling"),
  },
  {
    name: "former-spaces-lost",
    defect: "the owner of Team and their links find an empty space",
    file: "lib/server/spaces/addressed_space.ts",
    search: "rules.value || inhabited.value ? typed : slug",
    replacement: "slug",
    ...test("server/spaces/addressed_space_test.ts", "a space with a former slug keeps it"),
  },
];
