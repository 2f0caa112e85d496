import { expect } from "expect";
import { slugFrom } from "../../../lib/contract/space_address.ts";
import { newSpaceSlug } from "../../../components/home/new_space_slug.ts";
import { readSpaceEntry } from "../../../components/home/space_entry.ts";
import { rememberSpace, visitedSpaces } from "../../../components/home/visited_spaces.ts";

Deno.test("readSpaceEntry() takes a slug, words, and whole links", () => {
  const slugs = [
    "tea-house",
    "  tea-house ",
    "tea house",
    "https://talk.example.org/space/tea-house?x=1#y",
    "/space/tea-house",
    "space/tea-house",
    "tea_house",
    "Tea  house!",
    "https://talk.example.org/space/tea-house).",
    "https://talk.example.org/space/tea-house/",
    "talk.example.org/space/tea-house",
    "https://talk.example.org/space/tea%20house",
    "Come here: <https://talk.example.org/space/tea-house>, at ten",
  ].map((text) => readSpaceEntry(text).slug);
  expect(new Set(slugs)).toEqual(new Set(["tea-house"]));
});

Deno.test("readSpaceEntry() keeps an invitation's secret and a space's key apart, and no other fragment", () => {
  const fragments = [
    "https://talk.example.org/space/tea-house#link=se-cr.et",
    " /space/tea-house?x=1#link=se-cr.et ",
    "https://talk.example.org/space/tea-house#y",
    "tea-house",
    "(https://talk.example.org/space/tea-house#link=se-cr.et).",
    "https://talk.example.org/space/tea-house#link=se-cr.et).",
    "https://talk.example.org/space/tea-house#key=AA_-43",
    "(https://talk.example.org/space/tea-house#link=se-cr.et&key=AA_-43).",
  ].map((text) => {
    const entry = readSpaceEntry(text);
    return entry.problem === null ? entry.fragment : entry.problem;
  });
  expect(fragments).toEqual([
    "#link=se-cr.et",
    "#link=se-cr.et",
    "",
    "",
    "#link=se-cr.et",
    "#link=se-cr.et",
    "#key=AA_-43",
    "#link=se-cr.et&key=AA_-43",
  ]);
});

Deno.test("readSpaceEntry() takes a name in any script, and the name of an existing space unchanged", () => {
  const slugs = ["마당 넓은 집", "https://t.example/space/%EB%A7%88%EB%8B%B9", "Café", "Team"]
    .map((text) => readSpaceEntry(text).slug);
  expect(slugs).toEqual(["마당-넓은-집", "마당", "café", "Team"]);
});

Deno.test("readSpaceEntry() names the problem", () => {
  const problems = [
    "",
    "   ",
    "🎉",
    "/space/",
    "a".repeat(65),
    "../",
    "/space/%FF",
    "https://elsewhere.example/j/1",
  ].map((text) => readSpaceEntry(text).problem);
  expect(problems)
    .toEqual(["empty", "empty", "letters", "empty", "long", "letters", "letters", "letters"]);
});

Deno.test("newSpaceSlug() is a slug that one can say, in each language, and says all of its randomness", () => {
  for (const locale of ["en", "ko"] as const) {
    const slugs = new Set<string>();
    const make = (at: number, byte: number) => {
      const slug = newSpaceSlug(
        (length) => Uint8Array.from({ length }, (_, i) => i === at ? byte : 0),
        locale,
      );
      expect(slugFrom(slug)).toBe(slug);
      expect(slug).toMatch(/^\p{L}+-\p{L}+-\d{4}-\d{4}$/u);
      slugs.add(slug);
    };
    for (let byte = 0; byte < 256; byte++) for (const at of [0, 1, 2, 9]) make(at, byte);
    // The one of all zeros is among each.
    expect(slugs.size).toBe(1 + 2 * 31 + 2 * 9);
  }
});

function fakeStorage(first?: string) {
  const kept = new Map(first === undefined ? [] : [["madang.visited", first]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

Deno.test("rememberSpace() keeps six, newest first, each once", () => {
  const storage = fakeStorage();
  for (const slug of ["a", "b", "c", "d", "e", "f", "g", "c"]) rememberSpace(storage, slug);
  expect(visitedSpaces(storage)).toEqual(["c", "g", "f", "e", "d", "b"]);
});

Deno.test("rememberSpace() keeps two spellings of one space once", () => {
  const storage = fakeStorage();
  for (const slug of ["Team", "마당", "team"]) rememberSpace(storage, slug);
  expect(visitedSpaces(storage)).toEqual(["team", "마당"]);
});

Deno.test("visitedSpaces() ignores stored values that are no spaces", () => {
  for (const stored of ["", "{", "null", "{}", '["<script>"]', '[1,["a"]]', '"tea"']) {
    expect(visitedSpaces(fakeStorage(stored))).toEqual([]);
  }
  expect(visitedSpaces(null)).toEqual([]);
});

Deno.test("rememberSpace() throws nothing when storage is full", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  };
  rememberSpace(full, "tea");
});
