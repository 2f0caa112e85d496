import { expect } from "expect";
import { nameProblem, seenName } from "../../../lib/contract/name_rules.ts";
import {
  participantNameSchema,
  roomNameOf,
  roomNameSchema,
  slugOf,
  slugSchema,
} from "../../../lib/contract/names.ts";
import { identityOf, parseIdentity } from "../../../lib/contract/participant.ts";

const letters64 = "a".repeat(64);

Deno.test("slugSchema accepts addresses of spaces, and roomNameSchema their rooms", () => {
  for (const slug of ["a", "Tea-Room-7", "-", letters64, "마당", "Tea Room", "team.", "a#b"]) {
    expect([slug, slugSchema.safeParse(slug).success]).toEqual([slug, true]);
    expect(roomNameSchema.safeParse(roomNameOf(slug)).success).toBe(true);
  }
  for (const slug of ["", `${letters64}a`, "../", " ", "\u3164", "🎉", "\u0301", "차".repeat(65)]) {
    expect([slug, slugSchema.safeParse(slug).success]).toEqual([slug, false]);
    expect(roomNameSchema.safeParse(roomNameOf(slug)).success).toBe(false);
  }
  expect(roomNameSchema.safeParse("Space-tea").success).toBe(false);
});

Deno.test("slugOf() inverts roomNameOf(), and is null for a room of no space", () => {
  for (const slug of ["tea", "마당", "Team", "a--b"]) expect(slugOf(roomNameOf(slug))).toBe(slug);
  for (
    const room of [
      ...["", "tea", "space-", "Space-tea", "space-tea\n", "xspace-tea"],
      // Only what is stored: other spellings are no room of ours.
      ...["space-마 당", "space-마당".normalize("NFD"), "space-Ä"],
    ]
  ) {
    expect(slugOf(room)).toBeNull();
  }
});

Deno.test("participantNameSchema trims a name and composes it by NFC", () => {
  expect(participantNameSchema.parse("  Kim ")).toBe("Kim");
  expect(participantNameSchema.parse("\u1100\u1161")).toBe("가");
  expect(participantNameSchema.parse("e\u0301")).toBe("é");
});

Deno.test("participantNameSchema counts characters, not code units", () => {
  expect(participantNameSchema.safeParse("🐱".repeat(50)).success).toBe(true);
  expect(participantNameSchema.safeParse("🐱".repeat(51)).success).toBe(false);
  // 51 before composing, 50 after.
  expect(participantNameSchema.safeParse("a".repeat(49) + "e\u0301").success).toBe(true);
});

Deno.test("participantNameSchema refuses misleading and empty names", () => {
  const bad = [
    "",
    "   ",
    "\u3000",
    "a\0b",
    "a\nb",
    "a\u007fb",
    "a\u0085b",
    "a\u2028b",
    "\u202Ekim",
    "\u2066kim",
    "\u200Fkim",
    "\ud800",
    "kim\udc00",
    "a".repeat(51),
  ];
  for (const name of bad) expect(participantNameSchema.safeParse(name).success).toBe(false);
});

Deno.test("participantNameSchema accepts real names of many scripts", () => {
  for (const name of ["김철수", "O’Brien", "Zoë", "<script>", "محمد", "👩‍🚀 Ana", "a‌b"]) {
    expect(participantNameSchema.parse(name)).toBe(name.normalize("NFC"));
  }
});

Deno.test("participantNameSchema refuses what shows nothing [S80]", () => {
  const nothing = [
    "\u3164", // Hangul filler
    "\u115f\u1160",
    "\uffa0",
    "\u200b",
    "\u00ad",
    "\u2060\ufeff",
    "\u200d",
    "\ufe0f",
    "\u{e0041}",
    "\u034f",
    "\u2800", // the empty Braille pattern
    "\ufffc",
    "\ufff9\ufffb",
    "\u0301", // marks on nothing
    " \u0308\u20dd ",
    "\u3164\u0301",
    "\u{f0000}",
  ];
  for (const name of nothing) expect([name, nameProblem(name)]).toEqual([name, "empty"]);
  for (const name of nothing) expect(participantNameSchema.safeParse(name).success).toBe(false);
});

Deno.test("participantNameSchema keeps visible characters and those that shape them", () => {
  const kept = {
    "Kim\u200b": "Kim",
    "\u3164Kim\u3164": "Kim",
    "K\u00adi\u2060m": "Kim",
    "Kim \u00a0\u2003 Lee": "Kim Lee",
    "e\u034f\u0301": "é",
    "❤️": "❤️",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}":
      "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "葛\u{e0100}城": "葛\u{e0100}城",
    "ശ്രീജിത്\u200d": "ശ്രീജിത്\u200d",
    "می\u200cخواهم": "می\u200cخواهم",
    "क्षितिज": "क्षितिज",
    "1️⃣": "1️⃣",
    "…": "…",
  };
  for (const [name, expected] of Object.entries(kept)) {
    expect(participantNameSchema.parse(name)).toBe(expected);
  }
});

Deno.test("seenName() is the same for names that look the same", () => {
  for (const name of ["Kim\u200b", "Kim\u200d", "\u3164Kim", "Kim\ufe0f", "Kim\u00a0"]) {
    expect([name, seenName(name)]).toEqual([name, "Kim"]);
  }
  expect(seenName("가\u3164 나")).toBe(seenName("\u1100\u1161\u00a0나"));
  expect(seenName("kim")).not.toBe(seenName("Kim"));
});

Deno.test("parseIdentity() accepts only identities made by identityOf()", () => {
  const seatId = `seat_${"0f".repeat(16)}`;
  expect(parseIdentity(identityOf(seatId, 12))).toEqual({ seatId, generation: 12 });
  const others = [
    "",
    "alice",
    seatId,
    `${seatId}.`,
    `${seatId}.0`,
    `${seatId}.01`,
    `${seatId}.-1`,
    `${seatId}.1#x`,
    `${seatId}.1.2`,
    `${seatId}.1\n`,
    ` ${seatId}.1`,
    `${seatId.toUpperCase()}.1`,
    `${seatId}.${"9".repeat(16)}`,
  ];
  for (const identity of others) expect(parseIdentity(identity)).toBeNull();
});
