/**
 * Requests as nobody good sends them, to each endpoint, with the code that each has to be answered with. A table, read
 * from top to bottom: so it is one file, though a long one.
 */
import { SignJWT } from "jose";
import type { ErrorCode } from "../../lib/contract/errors.ts";
import { signDelivery } from "./webhook_delivery.ts";

export interface BadRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `null`: none at all. */
  readonly body: Uint8Array<ArrayBuffer> | null;
  readonly code: ErrorCode;
}

/** What a server in a test can be attacked with. */
export interface Attack {
  readonly origin: string;
  /** Of a session that is good, admitted to `space-tea`. */
  readonly sessionToken: string;
  readonly cookieName: string;
  /** Tokens of sessions that are over. */
  readonly expiredTokens: readonly string[];
  readonly livekit: { readonly apiKey: string; readonly apiSecret: string };
}

const json = { "content-type": "application/json" };

/** One good body for each endpoint that takes one; bad ones are made of it. */
const goodBodies = {
  "/api/guest-sessions": {
    roomName: "space-tea",
    participantName: "Kim",
    delivery: "body",
  },
  "/api/livekit/token": {
    roomName: "space-tea",
    participantName: "Kim",
    participantId: "p",
    sessionToken: "mdg_x",
  },
  "/api/livekit/departure": { token: "a.b.c" },
  "/api/livekit/leave": { token: "a.b.c" },
};

const standardBody = { room_name: "space-tea", participant_name: "Kim" };

const badNames: Record<string, string> = {
  "nothing": "",
  "only spaces": "   ",
  "51 characters": "a".repeat(51),
  "NUL": "a\0b",
  "a line break": "a\nb",
  "a C1 control": "a\u0085b",
  "a bidi override": "\u202Egnp.kim",
  "a bidi isolate": "\u2067kim",
  "a lone surrogate": "kim\ud800",
  "a swapped pair": "\udc00\ud800",
  "a Hangul filler": "\u3164",
  "a blank of no width": "\u200b",
  "a mark on nothing": "\u0301",
};

const badSlugs: Record<string, string> = {
  "nothing": "",
  "65 characters": "a".repeat(65),
  "251 bytes": "𠮷".repeat(63),
  "a path": "../",
  "a blank": " ",
  "a NUL": "\0",
  "a sign of no script": "🎉",
  "a Hangul filler": "\u3164",
  "half a character": "\ud800",
};

/** The whole table. */
export async function badRequests(attack: Attack): Promise<BadRequest[]> {
  return [
    ...Object.keys(goodBodies).flatMap((path) => [...badBodies(path), ...badFields(path)]),
    ...badStandardForms(),
    ...badSessions(attack),
    ...crossSite(attack),
    ...await badDeliveries(attack),
  ];
}

type Row = Omit<BadRequest, "method">;

function post(row: Row): BadRequest {
  return { ...row, method: "POST" };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function withBody(path: string, name: string, value: unknown, code: ErrorCode): BadRequest {
  const body = bytes(typeof value === "string" ? value : JSON.stringify(value));
  return post({ name: `${path} with ${name}`, path, headers: json, body, code });
}

function badBodies(path: string): BadRequest[] {
  const good = JSON.stringify(Object.entries(goodBodies).find(([name]) => name === path)?.[1]);
  const invalid: Record<string, string> = {
    "an empty body": "",
    "null": "null",
    "true": "true",
    "a number": "1",
    "a string": '"space-tea"',
    "an empty array": "[]",
    "an array of itself": `[${good}]`,
    "an empty object": "{}",
    "half an object": good.slice(0, -1),
    "two objects": good + good,
    "a byte order mark within": good.replace(":", ":\ufeff"),
    "__proto__": good.replace("{", '{"__proto__":{"isAdmin":true},'),
    "an escaped __proto__": good.replace("{", '{"__pro\\u0074o__":{},'),
    "constructor": good.replace("{", '{"constructor":{"prototype":{}},'),
    "a field that is not ours": good.replace("{", '{"role":"owner",'),
    "arrays 7,000 deep": "[".repeat(7000) + "]".repeat(7000),
    "objects 2,000 deep": '{"a":'.repeat(2000) + "1" + "}".repeat(2000),
    "an open array 16,000 deep": "[".repeat(16_000),
  };
  const rows = Object.entries(invalid).map(([name, body]) =>
    withBody(path, name, body, "invalid-body")
  );
  const half = bytes(good);
  half[half.indexOf(0x3a) + 2] = 0xff;
  return [
    ...rows,
    post({
      name: `${path} with broken UTF-8`,
      path,
      headers: json,
      body: half,
      code: "invalid-body",
    }),
    post({ name: `${path} without a body`, path, headers: json, body: null, code: "invalid-body" }),
    withBody(
      path,
      "17 KiB",
      good.replace("{", `{"x":"${"x".repeat(17 * 1024)}",`),
      "body-too-large",
    ),
    withBody(path, "arrays 100,000 deep", "[".repeat(100_000), "body-too-large"),
    ...["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json", ""]
      .map((type) =>
        post({
          name: `${path} as "${type}"`,
          path,
          headers: type === "" ? {} : { "content-type": type },
          body: bytes(good),
          code: "unsupported-media-type",
        })
      ),
  ];
}

function badFields(path: string): BadRequest[] {
  const good = Object.entries(goodBodies).find(([name]) => name === path)?.[1] ?? {};
  const rows: BadRequest[] = [];
  for (const field of Object.keys(good)) {
    for (const wrong of [null, 1, true, [], {}, ["space-tea"], { toString: "x" }]) {
      const name = `${field} = ${JSON.stringify(wrong)}`;
      rows.push(withBody(path, name, { ...good, [field]: wrong }, "invalid-body"));
    }
  }
  if ("roomName" in good) {
    for (const [name, slug] of Object.entries(badSlugs)) {
      const body = { ...good, roomName: `space-${slug}` };
      rows.push(withBody(path, `a slug of ${name}`, body, "invalid-body"));
    }
    rows.push(withBody(path, "another room", { ...good, roomName: "lobby" }, "invalid-body"));
    for (const [name, participantName] of Object.entries(badNames)) {
      // JSON.stringify escapes lone surrogates, so they arrive as such.
      rows.push(withBody(path, `a name of ${name}`, { ...good, participantName }, "invalid-body"));
    }
  }
  return rows;
}

function badStandardForms(): BadRequest[] {
  const path = "/api/livekit/token";
  const ours = goodBodies[path];
  return [
    withBody(path, "both forms", { ...standardBody, ...ours }, "invalid-body"),
    withBody(path, "both names", { ...standardBody, participantName: "Kim" }, "invalid-body"),
    withBody(path, "a session in the standard form", {
      ...standardBody,
      sessionToken: "mdg_x",
    }, "invalid-body"),
    // Also within what is ignored.
    withBody(
      path,
      "__proto__ within",
      '{"room_name":"space-tea","participant_attributes":{"__proto__":{}}}',
      "invalid-body",
    ),
    withBody(
      path,
      "metadata 40 deep",
      `{"room_name":"space-tea","participant_metadata":${"[".repeat(40)}${"]".repeat(40)}}`,
      "invalid-body",
    ),
    withBody(path, "room_name alone in ours", { ...ours, room_name: "space-tea" }, "invalid-body"),
    ...Object.entries(badSlugs).map(([name, slug]) =>
      withBody(path, `a standard slug of ${name}`, { room_name: `space-${slug}` }, "invalid-body")
    ),
    ...Object.entries(badNames).map(([name, participant_name]) =>
      withBody(
        path,
        `a standard name of ${name}`,
        { ...standardBody, participant_name },
        "invalid-body",
      )
    ),
  ];
}

function badSessions({ sessionToken, expiredTokens, cookieName, origin }: Attack): BadRequest[] {
  const path = "/api/livekit/token";
  const flipped = sessionToken.slice(0, -2) + (sessionToken.at(-2) === "A" ? "B" : "A") +
    sessionToken.at(-1);
  const bad: Record<string, string> = {
    "flipped": flipped,
    "truncated": sessionToken.slice(0, -1),
    "lengthened": `${sessionToken}A`,
    "foreign": `mdg_${"A".repeat(43)}`,
    "without its prefix": sessionToken.slice(4),
    "a JWT": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
    "a prefix": "mdg_",
  };
  for (const [index, token] of expiredTokens.entries()) bad[`expired (${index})`] = token;
  const body = bytes(JSON.stringify({ roomName: "space-tea" }));
  return [
    post({ name: "no session", path, headers: json, body, code: "unauthenticated" }),
    ...Object.entries(bad).flatMap(([name, token]) => [
      withBody(path, `a session ${name}`, {
        roomName: "space-tea",
        sessionToken: token,
      }, "session-invalid"),
      post({
        name: `a bearer ${name}`,
        path,
        headers: { ...json, authorization: `Bearer ${token}` },
        body,
        code: "session-invalid",
      }),
      post({
        name: `a cookie ${name}`,
        path,
        headers: { ...json, origin, cookie: `${cookieName}=${token}` },
        body,
        code: "session-invalid",
      }),
    ]),
    withBody(path, "an empty session", {
      roomName: "space-tea",
      sessionToken: "",
    }, "session-invalid"),
    withBody(path, "a session of 513 characters", {
      roomName: "space-tea",
      sessionToken: "a".repeat(513),
    }, "invalid-body"),
    withBody(path, "a space that the session was not admitted to", {
      roomName: "space-garden",
      sessionToken,
    }, "room-mismatch"),
  ];
}

function crossSite({ sessionToken, cookieName }: Attack): BadRequest[] {
  const cookie = `${cookieName}=${sessionToken}`;
  const others: Record<string, Record<string, string>> = {
    "another site": { "origin": "https://evil.example", "sec-fetch-site": "cross-site" },
    "an old browser on another site": { origin: "https://evil.example" },
    "another port": { origin: "http://localhost:1", "sec-fetch-site": "same-site" },
    "a sandboxed frame": { origin: "null" },
    "nowhere": {},
  };
  const requests = [
    ["POST", "/api/livekit/token", JSON.stringify({ roomName: "space-tea" })],
    ["POST", "/api/guest-sessions", JSON.stringify(goodBodies["/api/guest-sessions"])],
    ["DELETE", "/api/guest-sessions/me", null],
  ] as const;
  return requests.flatMap(([method, path, body]) =>
    Object.entries(others).map(([name, headers]): BadRequest => ({
      name: `${method} ${path} with a cookie from ${name}`,
      method,
      path,
      headers: { ...(body !== null && json), ...headers, cookie },
      body: body === null ? null : bytes(body),
      code: "cross-site",
    }))
  );
}

async function badDeliveries({ livekit }: Attack): Promise<BadRequest[]> {
  const path = "/api/livekit/webhook";
  const headers = { "content-type": "application/webhook+json" };
  const event = JSON.stringify({
    id: "EV_bad",
    event: "room_started",
    room: { name: "space-tea" },
  });
  const signed = await signDelivery(event, livekit);
  const encode = (value: object) =>
    bytes(JSON.stringify(value)).toBase64({ alphabet: "base64url" });
  const [, payload] = signed.split(".");
  const notForUs = await new SignJWT({ video: { roomJoin: true } })
    .setProtectedHeader({ alg: "HS256" }).setIssuer(livekit.apiKey).setExpirationTime("1h")
    .sign(bytes(livekit.apiSecret));
  const forgeries: Record<string, Record<string, string>> = {
    "without a signature": {},
    "signed with another secret": {
      authorization: await signDelivery(event, { ...livekit, apiSecret: "x".repeat(32) }),
    },
    "signed by another key": {
      authorization: await signDelivery(event, { ...livekit, apiKey: "other" }),
    },
    "signed with alg: none": { authorization: `${encode({ alg: "none" })}.${payload}.` },
    "with a token of no body": { authorization: notForUs },
    "signed for another body": { authorization: await signDelivery(`${event} `, livekit) },
    "signed too long ago": {
      authorization: await signDelivery(event, livekit, { expiresInSeconds: -70 }),
    },
    "with nonsense for a signature": { authorization: "a.b.c" },
  };
  const signedNonsense = async (name: string, body: string): Promise<BadRequest> =>
    post({
      name: `${path} with ${name}, signed`,
      path,
      headers: { ...headers, authorization: await signDelivery(body, livekit) },
      body: bytes(body),
      code: "invalid-body",
    });
  return [
    ...Object.entries(forgeries).map(([name, more]) =>
      post({
        name: `${path} ${name}`,
        path,
        headers: { ...headers, ...more },
        body: bytes(event),
        code: "unauthenticated",
      })
    ),
    await signedNonsense("no JSON", "{"),
    await signedNonsense("null", "null"),
    await signedNonsense("an array", "[]"),
    await signedNonsense("wrong types", JSON.stringify({ id: 1, event: [], room: "tea" })),
    post({
      name: `${path} as application/json`,
      path,
      headers: { ...json, authorization: signed },
      body: bytes(event),
      code: "unsupported-media-type",
    }),
    post({
      name: `${path} with more than 2 MiB`,
      path,
      headers: { ...headers, authorization: signed },
      body: new Uint8Array(2 * 1024 * 1024 + 1),
      code: "body-too-large",
    }),
  ];
}
