import { expect } from "expect";
import { displayNames } from "../../../lib/contract/display_names.ts";

function named(name: string, since: number, seatId = name) {
  return { name, since, seatId };
}

function namesOf(people: ReturnType<typeof named>[]): string[] {
  const names = displayNames(people);
  return people.map((person) => names.get(person) ?? "");
}

Deno.test("displayNames() numbers people of one name in order of first joining", () => {
  expect(
    namesOf([named("Kim", 30, "c"), named("Kim", 10, "a"), named("Lee", 5), named("Kim", 20, "b")]),
  )
    .toEqual(["Kim (3)", "Kim", "Lee", "Kim (2)"]);
});

Deno.test("displayNames() does not depend on the order of its input", () => {
  const people = [named("Kim", 10, "b"), named("Kim", 10, "a"), named("Kim", 10, "c")];
  const [b, a, c] = people;
  expect(namesOf([c, b, a])).toEqual(["Kim (3)", "Kim (2)", "Kim"]);
  expect(namesOf([a, b, c])).toEqual(["Kim", "Kim (2)", "Kim (3)"]);
});

Deno.test("displayNames() skips a number that is part of another person's name", () => {
  expect(namesOf([named("Kim", 1, "a"), named("Kim (2)", 2), named("Kim", 3, "c")]))
    .toEqual(["Kim", "Kim (2)", "Kim (3)"]);
});

Deno.test("displayNames() numbers names that look the same but for unseen characters", () => {
  expect(namesOf([named("Kim", 1, "a"), named("Kim\u200b", 2, "b"), named("Ki\u200dm", 3, "c")]))
    .toEqual(["Kim", "Kim\u200b (2)", "Ki\u200dm (3)"]);
  expect(namesOf([named("Kim (2)\u2060", 1, "a"), named("Kim", 2, "b"), named("Kim", 3, "c")]))
    .toEqual(["Kim (2)\u2060", "Kim", "Kim (3)"]);
});
