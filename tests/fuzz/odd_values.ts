/** Inputs of strangers: odd texts, odd JSON, odd headers. */
import fc from "fast-check";

const nasty = [
  ...[
    "",
    " ",
    "\0",
    "a\0b",
    "\r\n",
    "a\r\nset-cookie: x=y",
    "\u202Egnp",
    "\ud800",
    "\udc00x",
    "\ufeff",
  ],
  ...[
    "../../etc/passwd",
    "..%2f..%2f",
    "%00",
    "%zz",
    "%ff",
    "%c0%ae",
    "//evil.example",
    "\\\\evil",
  ],
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "null", "undefined"],
  ...["<script>", "'\"><img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}", "' or 1=1 --"],
  ...[
    "space-tea",
    "space-",
    "space-" + "a".repeat(64),
    "mdg_" + "A".repeat(43),
    "seat_" + "0".repeat(32),
  ],
  ...[
    "NaN",
    "Infinity",
    "-0",
    "1e999",
    "9".repeat(40),
    "0x10",
    "ﷺ".repeat(60),
    "e\u0301".repeat(60),
  ],
  ...["a".repeat(5000), " ".repeat(5000), ",".repeat(5000), ";".repeat(5000), "/".repeat(5000)],
  "(a+)+$".repeat(20),
];

/** Any text at all: of every plane, halves of characters, and strings that are known to break parsers. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom(...nasty),
  fc.array(fc.constantFrom(...nasty), { minLength: 2, maxLength: 4 }).map((parts) =>
    parts.join("")
  ),
  // Any code unit, so that halves of characters come alone.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
);

/** Any JSON value, with the keys that hurt. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.jsonValue(),
  fc.constantFrom(null, true, 0, -1, 1.5, 1e308, [], {}, [[]], ""),
  fc.dictionary(oddText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5, noNullPrototype: true }),
);

/** `good` with some fields gone, odd, or more of them. */
export function almost(good: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const names = Object.keys(good);
  const change = fc.record({
    name: fc.oneof(fc.constantFrom("", ...names), oddText),
    value: fc.option(oddJson, { nil: undefined }),
  });
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    const changed = new Map(Object.entries(good));
    for (const { name, value } of changes) {
      if (value === undefined) changed.delete(name);
      else changed.set(name, value);
    }
    return Object.fromEntries(changed);
  });
}

/** A body as bytes: JSON that is almost right, any JSON, JSON cut and bent, anything. */
export function oddBody(
  good: Readonly<Record<string, unknown>>,
): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const valid = fc.oneof(almost(good), oddJson).map((value) => JSON.stringify(value));
  const bent = fc.tuple(valid, fc.nat(), oddText).map(([text, at, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + put.length);
  });
  const deep = fc.tuple(fc.constantFrom("[", '{"a":', '[{"b":'), fc.nat(3000))
    .map(([open, depth]) => open.repeat(depth));
  return fc.oneof(
    { arbitrary: valid.map(encode), weight: 6 },
    { arbitrary: bent.map(encode), weight: 3 },
    { arbitrary: deep.map(encode), weight: 1 },
    {
      arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
      weight: 1,
    },
  );
}

/** A header's value as a socket can carry it: bytes, without line ends and NUL. */
export const oddHeader: fc.Arbitrary<string> = fc.oneof(
  oddText,
  fc.array(oddText, { maxLength: 6 }).map((parts) => parts.join(", ")),
  fc.array(oddText, { maxLength: 6 }).map((parts) => parts.join("; ")),
).map((text) =>
  text.replaceAll(/[^]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) & 0xff))
    .replaceAll(/[\0\r\n]/g, "").slice(0, 8000)
);
