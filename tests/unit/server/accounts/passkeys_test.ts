/** The passkey ceremonies through the endpoints, by an authenticator in software: each invalid part of an answer is a case, hence the length. */
import { expect } from "expect";
import {
  accountSchema,
  recoveryCodesSchema,
  userSessionsSchema,
} from "../../../../lib/contract/account.ts";
import type { ErrorCode } from "../../../../lib/contract/errors.ts";
import { challengeLifeMs, maxPasskeys } from "../../../../lib/server/accounts/passkeys.ts";
import { expectProblem } from "../../../fakes/expect_problem.ts";
import { FakeAuthenticator } from "../../../fakes/fake_authenticator.ts";
import {
  openTestServer,
  type TestBrowser,
  testOrigin,
  type TestServer,
} from "../../../fakes/test_server.ts";

const registration = "/api/passkeys/registration";
const authentication = "/api/passkeys/authentication";

async function isProblem(answer: Response, code: ErrorCode): Promise<void> {
  const contentType = answer.headers.get("content-type");
  const body = await answer.text();
  expectProblem({ status: answer.status, contentType, body }, code, code);
}

/** Registers as a page does: options, the authenticator, the answer. */
async function register(browser: TestBrowser, key: FakeAuthenticator, participantName?: string) {
  const options = await browser.send("POST", `${registration}/options`, { participantName });
  expect(options.status).toBe(200);
  return await browser.send("POST", registration, await key.register(await options.json()));
}

async function challenge(browser: TestBrowser) {
  const options = await browser.send("POST", `${authentication}/options`, {});
  expect(options.status).toBe(200);
  return await options.json();
}

async function signIn(browser: TestBrowser, key: FakeAuthenticator): Promise<Response> {
  const answer = await key.answer(await challenge(browser));
  return await browser.send("POST", authentication, answer);
}

/** A person with an account, signed in. */
async function openKim(environment: Record<string, string> = {}) {
  const server = await openTestServer(environment);
  const browser = server.browser();
  const key = new FakeAuthenticator(testOrigin);
  expect((await register(browser, key, "Kim")).status).toBe(201);
  return { server, browser, key };
}

async function account(browser: TestBrowser) {
  const answer = await browser.send("GET", "/api/account");
  expect(answer.status).toBe(200);
  return accountSchema.parse(await answer.json());
}

function rowsOf(server: TestServer, kind: string) {
  return server.kv.rows().filter(({ key }) => key[0] === kind);
}

Deno.test("a new person registers a passkey and is signed in, by a cookie alone", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  const key = new FakeAuthenticator(testOrigin);
  const options = await browser.send("POST", `${registration}/options`, { participantName: "Kim" });
  const asked = await options.json();
  expect(asked).toMatchObject({
    rp: { name: "Madang", id: "localhost" },
    user: { name: "Kim", displayName: "Kim" },
    attestation: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  expect(rowsOf(server, "user")).toEqual([]);
  const answer = await browser.send("POST", registration, await key.register(asked), {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  expect(answer.status).toBe(201);
  const body = await answer.text();
  expect(JSON.parse(body).participantName).toBe("Kim");
  expect(body).not.toContain("mdu_");
  expect([...browser.cookies.keys()]).toEqual(["madang_user"]);
  expect(await account(browser)).toMatchObject({
    participantName: "Kim",
    passkeys: [{ label: "Firefox, Linux" }],
    recoveryCodesLeft: 0,
  });
});

Deno.test("a person signs in again by the passkey, without a name", async () => {
  const { server, browser, key } = await openKim();
  expect((await browser.send("DELETE", "/api/user-sessions/me")).status).toBe(204);
  await isProblem(await browser.send("GET", "/api/account"), "unauthenticated");
  server.now += 1000;
  const asked = await challenge(browser);
  expect(asked.allowCredentials).toBeUndefined();
  const answer = await browser.send("POST", authentication, await key.answer(asked));
  expect(answer.status).toBe(201);
  const { passkeys: [{ createdAt, lastUsedAt }] } = await account(browser);
  expect(Date.parse(lastUsedAt) - Date.parse(createdAt)).toBe(1000);
});

Deno.test("unknown passkeys and wrong, late and repeated answers are refused alike [S13]", async () => {
  const { server, browser, key } = await openKim();
  const stranger = server.browser();
  const send = (answer: unknown) => stranger.send("POST", authentication, answer);
  const refused = async (answer: Response) => await isProblem(answer, "sign-in-refused");

  await refused(await send(await key.answer({ challenge: "AAAA", rpId: "localhost" })));
  await refused(await signIn(stranger, await ownKey()));
  // A challenge that this browser did not begin.
  await refused(await send(await key.answer(await challenge(browser))));
  // A challenge that was for making a passkey.
  const lee = { participantName: "Lee" };
  const asked = await (await stranger.send("POST", `${registration}/options`, lee)).json();
  await refused(await send(await key.answer({ challenge: asked.challenge, rpId: "localhost" })));
  const late = await key.answer(await challenge(stranger));
  server.now += challengeLifeMs;
  await refused(await send(late));
  const elsewhere = new FakeAuthenticator("https://evil.example.org");
  elsewhere.credentials.push(...key.credentials);
  await refused(await signIn(stranger, elsewhere));
  await refused(
    await send(await key.answer({ ...await challenge(stranger), rpId: "example.org" })),
  );
  const touched = new FakeAuthenticator(testOrigin);
  touched.verifies = false;
  touched.credentials.push(...key.credentials);
  await refused(await signIn(stranger, touched));
  const forged = await key.answer(await challenge(stranger));
  forged.response.signature = (await key.answer({ challenge: "BBBB", rpId: "localhost" })).response
    .signature;
  await refused(await send(forged));
  const another = await key.answer(await challenge(stranger));
  another.response.userHandle = "AAAAAAAAAAAAAAAAAAAAAA";
  await refused(await send(another));

  const good = await key.answer(await challenge(stranger));
  const ceremony = stranger.cookies.get("madang_ceremony")!;
  expect((await send(good)).status).toBe(201);
  stranger.cookies.set("madang_ceremony", ceremony);
  await refused(await send(good));
  expect(server.lines.join("\n")).not.toContain(good.id);
});

async function ownKey(): Promise<FakeAuthenticator> {
  const key = new FakeAuthenticator(testOrigin);
  await key.register({ challenge: "AAAA", rp: { id: "localhost" }, user: { id: "AAAA" } });
  return key;
}

Deno.test("a passkey whose counter goes back is a copy, and refused [S14]", async () => {
  const { browser, key } = await openKim();
  expect((await signIn(browser, key)).status).toBe(201);
  key.credentials[0].counter = 0;
  await isProblem(await signIn(browser, key), "sign-in-refused");
});

Deno.test("a registration cannot be finished by another browser, nor its answer sent twice [S15]", async () => {
  const server = await openTestServer();
  const [mine, other] = [server.browser(), server.browser()];
  const key = new FakeAuthenticator(testOrigin);
  const options = await mine.send("POST", `${registration}/options`, { participantName: "Kim" });
  const answer = await key.register(await options.json());
  await isProblem(await other.send("POST", registration, answer), "sign-in-refused");
  const ceremony = mine.cookies.get("madang_ceremony")!;
  expect((await mine.send("POST", registration, answer)).status).toBe(201);
  mine.cookies.set("madang_ceremony", ceremony);
  await isProblem(await mine.send("POST", registration, answer), "sign-in-refused");
  expect(rowsOf(server, "user")).toHaveLength(1);
});

Deno.test("a passkey that another account has cannot be registered", async () => {
  const { server, key } = await openKim();
  const thief = server.browser();
  const options = await thief.send("POST", `${registration}/options`, { participantName: "Lee" });
  const copy = new FakeAuthenticator(testOrigin);
  const answer = await copy.register(await options.json());
  const stolen = new FakeAuthenticator(testOrigin);
  stolen.credentials.push(...key.credentials);
  const passkeys = JSON.stringify(rowsOf(server, "passkey"));
  // Without attestation the id is what the authenticator says: the same bytes again.
  const attestation = Uint8Array.fromBase64(answer.response.attestationObject, {
    alphabet: "base64url",
  });
  const at = attestation.length - 77 - copy.credentials[0].id.length;
  attestation.set(key.credentials[0].id, at);
  const id = key.credentials[0].id.toBase64({ alphabet: "base64url", omitPadding: true });
  const attestationObject = attestation.toBase64({ alphabet: "base64url", omitPadding: true });
  const forged = { ...answer, id, rawId: id, response: { ...answer.response, attestationObject } };
  await isProblem(await thief.send("POST", registration, forged), "sign-in-refused");
  expect(JSON.stringify(rowsOf(server, "passkey"))).toBe(passkeys);
});

Deno.test("a signed-in person adds a second passkey, names it, and removes the first", async () => {
  const { server, browser, key } = await openKim();
  const second = new FakeAuthenticator(testOrigin);
  const added = await register(browser, second);
  expect(added.status).toBe(201);
  const { passkeys } = accountSchema.parse(await added.json());
  expect(passkeys).toHaveLength(2);
  const named = await browser.send("PATCH", `/api/passkeys/${passkeys[1].id}`, { label: " 열쇠 " });
  expect((await named.json()).passkeys[1].label).toBe("열쇠");
  expect((await browser.send("DELETE", `/api/passkeys/${passkeys[0].id}`)).status).toBe(200);
  const other = server.browser();
  await isProblem(await signIn(other, key), "sign-in-refused");
  expect((await signIn(other, second)).status).toBe(201);
  expect((await account(other)).participantName).toBe("Kim");
  const last = `/api/passkeys/${passkeys[1].id}`;
  await isProblem(await browser.send("DELETE", last), "last-way-in");
  await browser.send("POST", "/api/recovery-codes", {});
  expect((await browser.send("DELETE", last)).status).toBe(200);
});

Deno.test("of two removals at once of the last two passkeys one fails", async () => {
  const { browser } = await openKim();
  await register(browser, new FakeAuthenticator(testOrigin));
  const { passkeys } = await account(browser);
  const answers = await Promise.all(
    passkeys.map(({ id }) => browser.send("DELETE", `/api/passkeys/${id}`)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await account(browser)).passkeys).toHaveLength(1);
});

Deno.test("a passkey is added only for the account that began the registration, and only by it", async () => {
  const { server, browser } = await openKim();
  const second = new FakeAuthenticator(testOrigin);
  const options = await browser.send("POST", `${registration}/options`, {});
  const answer = await second.register(await options.json());
  const lee = server.browser();
  await register(lee, new FakeAuthenticator(testOrigin), "Lee");
  browser.cookies.set("madang_user", lee.cookies.get("madang_user")!);
  await isProblem(await browser.send("POST", registration, answer), "sign-in-refused");
  await isProblem(
    await server.browser().send("POST", `${registration}/options`, {}),
    "unauthenticated",
  );
});

Deno.test("another account's passkey is neither named nor removed", async () => {
  const { server, browser } = await openKim();
  const lee = server.browser();
  await register(lee, new FakeAuthenticator(testOrigin), "Lee");
  const { passkeys: [{ id }] } = await account(browser);
  await isProblem(await lee.send("PATCH", `/api/passkeys/${id}`, { label: "Lee's" }), "not-found");
  expect((await lee.send("DELETE", `/api/passkeys/${id}`)).status).toBe(200);
  expect((await account(browser)).passkeys).toMatchObject([{ id }]);
});

Deno.test("an account has ten passkeys at most", async () => {
  const { browser } = await openKim();
  for (let count = 1; count < maxPasskeys; count++) {
    expect((await register(browser, new FakeAuthenticator(testOrigin))).status).toBe(201);
  }
  const refused = await browser.send("POST", `${registration}/options`, {});
  await isProblem(refused, "too-many-passkeys");
});

Deno.test("a recovery code signs in once, however it is typed; of ten at once one succeeds [S16]", async () => {
  const { server, browser } = await openKim();
  const made = await browser.send("POST", "/api/recovery-codes", {});
  expect(made.status).toBe(201);
  const { codes } = recoveryCodesSchema.parse(await made.json());
  expect(codes).toHaveLength(10);
  for (const code of codes) {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  }
  expect(JSON.stringify(server.kv.rows())).not.toContain(codes[0]);
  const other = server.browser();
  const typed = codes[0].toLowerCase().replaceAll("-", " ").replaceAll("0", "o");
  expect((await other.send("POST", "/api/recovery", { code: typed })).status).toBe(201);
  expect(await account(other)).toMatchObject({ participantName: "Kim", recoveryCodesLeft: 9 });
  await isProblem(await other.send("POST", "/api/recovery", { code: codes[0] }), "sign-in-refused");
  const all = await Promise.all(
    Array.from(
      { length: 10 },
      () => server.browser().send("POST", "/api/recovery", { code: codes[1] }),
    ),
  );
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(all.filter(({ status }) => status === 401)).toHaveLength(9);
});

Deno.test("new recovery codes replace the ones before, and unknown ones are refused alike", async () => {
  const { server, browser } = await openKim();
  const codesOf = async (answer: Response) => recoveryCodesSchema.parse(await answer.json()).codes;
  const [old] = await codesOf(await browser.send("POST", "/api/recovery-codes", {}));
  server.kv.lostReplies = 1;
  const [fresh] = await codesOf(await browser.send("POST", "/api/recovery-codes", {}));
  const other = server.browser();
  for (const code of [old, "0000-0000-0000-0000", "nonsense"]) {
    await isProblem(await other.send("POST", "/api/recovery", { code }), "sign-in-refused");
  }
  server.kv.lostReplies = 1;
  expect((await other.send("POST", "/api/recovery", { code: fresh })).status).toBe(201);
});

Deno.test("a person lists their sessions, and ends one from another browser", async () => {
  const { server, browser, key } = await openKim();
  const phone = server.browser();
  server.now += 1000;
  await signIn(phone, key);
  const list = async (of: TestBrowser) =>
    userSessionsSchema.parse(await (await of.send("GET", "/api/user-sessions")).json()).sessions;
  const seen = await list(browser);
  expect(seen.map(({ isOwn }) => isOwn)).toEqual([false, true]);
  const { seatId } = await phone.token("tea");
  const ended = await browser.send("DELETE", `/api/user-sessions/${seen[0].id}`);
  expect(ended.status).toBe(204);
  expect(ended.headers.getSetCookie()).toEqual([]);
  await isProblem(await phone.send("GET", "/api/account"), "session-invalid");
  const seats = rowsOf(server, "seat").map(({ value }) => value);
  expect(seats).toMatchObject([{ seatId, floor: 2, floorReason: "ended" }]);
  expect(await list(browser)).toHaveLength(1);
  expect((await phone.send("DELETE", "/api/user-sessions/me")).status).toBe(204);
  expect(phone.cookies.has("madang_user")).toBe(false);
});

Deno.test("a new name of the account is used in every session", async () => {
  const { browser } = await openKim();
  const answer = await browser.send("PATCH", "/api/account", { participantName: " 김철수 " });
  expect((await answer.json()).participantName).toBe("김철수");
  const token = await browser.send("POST", "/api/livekit/token", { roomName: "space-tea" });
  expect((await token.json()).participantName).toBe("김철수");
  const refused = await browser.send("PATCH", "/api/account", { participantName: "  " });
  await isProblem(refused, "invalid-body");
});

Deno.test("pages of other sites neither begin nor finish a sign-in, nor use the cookie [S08]", async () => {
  const { server, browser, key } = await openKim();
  const foreign = { "origin": "https://evil.example.org", "sec-fetch-site": "cross-site" };
  const { codes } = await (await browser.send("POST", "/api/recovery-codes", {})).json();
  const answer = await key.answer(await challenge(browser));
  for (
    const [method, path, body] of [
      ["POST", `${registration}/options`, { participantName: "Lee" }],
      ["POST", `${authentication}/options`, {}],
      ["POST", authentication, answer],
      ["POST", "/api/recovery", { code: codes[0] }],
      ["PATCH", "/api/account", { participantName: "Lee" }],
      ["POST", "/api/recovery-codes", {}],
      ["DELETE", "/api/user-sessions/me", undefined],
    ] as const
  ) {
    await isProblem(await browser.send(method, path, body, foreign), "cross-site");
  }
  expect((await server.browser().send("POST", "/api/recovery", { code: codes[0] })).status).toBe(
    201,
  );
});

Deno.test("PUBLIC_URL is the relying party; without it the request's host", async () => {
  const server = await openTestServer({ PUBLIC_URL: "https://talk.example.org" });
  const options = await server.browser().send("POST", `${authentication}/options`, {});
  expect((await options.json()).rpId).toBe("talk.example.org");
  expect(options.headers.get("set-cookie")).toMatch(
    /^__Host-madang_ceremony=[\w-]{44}; Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

Deno.test("MADANG_PASSKEYS=off: no ceremony can be begun or finished", async () => {
  const server = await openTestServer({ MADANG_PASSKEYS: "off" });
  const browser = server.browser();
  for (
    const path of [
      registration,
      authentication,
      `${registration}/options`,
      `${authentication}/options`,
    ]
  ) {
    await isProblem(await browser.send("POST", path, {}), "not-found");
  }
});

Deno.test("every endpoint of an account answers 503 in time when storage is away, and needs a session", async () => {
  const { server, browser, key } = await openKim();
  const answer = await key.answer(await challenge(browser));
  const asked: [string, string, unknown?][] = [
    ["GET", "/api/account"],
    ["PATCH", "/api/account", { participantName: "Lee" }],
    ["POST", "/api/recovery-codes", {}],
    ["GET", "/api/user-sessions"],
    ["DELETE", "/api/user-sessions/me"],
    ["DELETE", "/api/user-sessions/AAAA"],
    ["PATCH", "/api/passkeys/AAAA", { label: "Key" }],
    ["DELETE", "/api/passkeys/AAAA"],
  ];
  for (const [method, path, body] of asked) {
    await isProblem(await server.browser().send(method, path, body), "unauthenticated");
  }
  const forged = server.browser();
  forged.cookies.set("madang_user", "mdu_AAAA");
  for (const [method, path, body] of asked.filter(([, path]) => !path.endsWith("/me"))) {
    await isProblem(await forged.send(method, path, body), "session-invalid");
  }
  server.kv.isAway = true;
  for (
    const [method, path, body] of [
      ...asked,
      ["POST", `${registration}/options`, { participantName: "Lee" }],
      ["POST", `${authentication}/options`, {}],
      ["POST", authentication, answer],
      ["POST", "/api/recovery", { code: "0000" }],
    ] as const
  ) {
    await isProblem(await browser.send(method, path, body), "storage-unavailable");
  }
});
