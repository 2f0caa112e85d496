import { expect } from "expect";
import {
  participantNameSchema,
  roomNameOf,
  roomNameSchema,
  slugOf,
  slugSchema,
} from "../../../lib/contract/names.ts";
import { identityOf, parseIdentity } from "../../../lib/contract/participant.ts";

const letters64 = "a".repeat(64);

Deno.test("slugSchema takes 1 to 64 letters, digits and hyphens, and nothing else", () => {
  for (const slug of ["a", "Tea-Room-7", "-", letters64]) {
    expect(slugSchema.safeParse(slug).success).toBe(true);
  }
  for (
    const slug of ["", `${letters64}a`, "../", "a b", "a#b", "a%00", "a\0", "a\n", "마당", "a_b"]
  ) {
    expect(slugSchema.safeParse(slug).success).toBe(false);
    expect(roomNameSchema.safeParse(roomNameOf(slug)).success).toBe(false);
  }
});

Deno.test("slugOf() is roomNameOf() backwards, and null for a room that is no space", () => {
  expect(slugOf(roomNameOf("tea"))).toBe("tea");
  for (const room of ["", "tea", "space-", "Space-tea", "space-tea\n", "xspace-tea"]) {
    expect(slugOf(room)).toBeNull();
  }
});

Deno.test("participantNameSchema answers the name trimmed, and composed as Unicode's NFC", () => {
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

Deno.test("participantNameSchema refuses what would fool the eye, or is nothing", () => {
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

Deno.test("participantNameSchema lets people have the names that they have", () => {
  for (const name of ["김철수", "O’Brien", "Zoë", "<script>", "محمد", "👩‍🚀 Ana", "a‌b"]) {
    expect(participantNameSchema.parse(name)).toBe(name.normalize("NFC"));
  }
});

Deno.test("parseIdentity() knows only what identityOf() makes", () => {
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
