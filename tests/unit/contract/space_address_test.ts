import { expect } from "expect";
import { decodeSegment, isSlug, slugFrom, spacePage } from "../../../lib/contract/space_address.ts";

Deno.test("slugFrom() leads every spelling of a name to one slug", () => {
  const spellings: Record<string, string[]> = {
    "team": [
      "team",
      "Team",
      "TEAM",
      "team.",
      "(team)",
      "team),",
      " team ",
      "ｔｅａｍ",
      "te\u00adam",
      "team\u200b",
    ],
    "tea-house": [
      "tea house",
      "Tea_House",
      "tea--house",
      "-tea-house-",
      "tea\u00a0house",
      "tea, house!",
    ],
    "마당-넓은-집": ["마당 넓은 집", "마당\u3000넓은\u3164 집", "마당 넓은 집".normalize("NFD")],
    "café": ["CAFÉ", "cafe\u0301", "Café"],
    "strasse": ["Straße", "STRASSE", "straẞe", "straſse"],
    "istanbul": ["İstanbul", "ISTANBUL", "ıstanbul", "i\u0307stanbul"],
    "οδος-μου": ["ΟΔΟΣ ΜΟΥ", "οδοσ μου", "Οδος-Μου"],
    "がっこう": ["がっこう", "か\u3099っこう"],
    "ガイド": ["ｶﾞｲﾄﾞ"],
    "हिन्दी": ["हिन्दी", "हिन्\u200dदी"],
    "میخواهم": ["می\u200cخواهم"],
    "office-1": ["ofﬁce ①", "OFFICE 1️⃣"],
    "party": ["party 🎉", "🎉 Party"],
    "don-t": ["Don’t"],
  };
  for (const [slug, texts] of Object.entries(spellings)) {
    for (const text of texts) expect([text, slugFrom(text)]).toEqual([text, slug]);
    expect(slugFrom(slug)).toBe(slug);
  }
});

Deno.test("slugFrom() keeps different names apart", () => {
  // Letters that look alike are other letters (decision 013), and digits of another script other digits.
  for (const [one, other] of [["pay", "рау"], ["5", "٥"], ["cafe", "café"], ["tea", "te-a"]]) {
    expect([one, slugFrom(one) === slugFrom(other)]).toEqual([one, false]);
  }
});

Deno.test("slugFrom() is null without a letter or digit, and for too long a text", () => {
  for (const text of ["", " ", "-", "..", "🎉", "\u3164", "\u200b", "\u0301", "\ud800", "%"]) {
    expect([text, slugFrom(text)]).toEqual([text, null]);
  }
  expect(slugFrom("마".repeat(64))).toBe("마".repeat(64));
  expect(slugFrom("마".repeat(65))).toBeNull();
  expect(slugFrom("𠮷".repeat(62))).toBe("𠮷".repeat(62));
  expect(slugFrom("𠮷".repeat(63))).toBeNull();
  // A text that grows in lower case or NFKC is measured in its stored form.
  expect(slugFrom("ﷺ".repeat(5))).toBeNull();
  expect(slugFrom(`${"-".repeat(200)}tea`)).toBe("tea");
});

Deno.test("slugFrom() is the same for all case variants and normal forms of a character", () => {
  for (let code = 0; code < 0x30000; code++) {
    const sign = String.fromCodePoint(code);
    // A lone iota subscript in upper case is a letter.
    if (code === 0x345) continue;
    const slug = slugFrom(sign);
    if (slug === null) continue;
    for (const other of [slug, sign.toUpperCase(), sign.toLowerCase(), sign.normalize("NFD")]) {
      if (slugFrom(other) !== slug) expect([code.toString(16), other]).toEqual([slug]);
    }
  }
});

Deno.test("isSlug() is true for slugs made by slugFrom(), and for former slugs", () => {
  expect(["team", "마당", "Team", "a--b", "-"].map(isSlug)).toEqual(Array(5).fill(true));
  expect(["", "te am", "Ä", "마당".normalize("NFD"), "a".repeat(65)].map(isSlug))
    .toEqual(Array(5).fill(false));
});

Deno.test("spacePage() escapes the slug, and decodeSegment() reads it back", () => {
  expect(spacePage("마당", "/settings")).toBe("/space/%EB%A7%88%EB%8B%B9/settings");
  expect(new URL(spacePage("마당"), "http://x").pathname).toBe(spacePage("마당"));
  expect([decodeSegment("%EB%A7%88%EB%8B%B9"), decodeSegment("마당"), decodeSegment("%FF")])
    .toEqual(["마당", "마당", null]);
});
