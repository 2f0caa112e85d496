/**
 * Plants secrets that cannot be mistaken, uses the app as people and strangers do, and reads all that comes out of it: pages,
 * what was built, answers, headers, the log at its most talkative. None of them is anywhere.
 */
import { expect } from "expect";
import { SignJWT } from "jose";
import { join } from "node:path";
import { recoveryCodesSchema, registrationOptionsSchema } from "../../lib/contract/account.ts";
import { createdLinkSchema } from "../../lib/contract/space.ts";
import { startApp } from "../../toolchain/app.ts";
import { FakeAuthenticator } from "../fakes/fake_authenticator.ts";
import { newSigningKey, startKeyServer } from "../fakes/key_server.ts";
import { sendRaw } from "../fakes/raw_http.ts";

/** The operator's secrets, by environment variable. */
const secrets = {
  LIVEKIT_API_SECRET: "canary-livekit-secret-0123456789abcdef",
  LIVEKIT_API_SECRET_PREVIOUS: "canary-previous-secret-0123456789abcdef",
  OIDC_CLIENT_SECRET: "canary-oidc-secret-0123456789abcdef",
  DENO_KV_ACCESS_TOKEN: "canary-kv-token-0123456789abcdef",
};
const personName = "Canary Zyxwvutsrq";
const site = "https://talk.example.org";
const hostIssuer = "https://host.example.org";
const hostSubject = "canary-subject";
const address = "198.51.100.213";
const json = { "content-type": "application/json" };

Deno.test("no secret, name or address comes out where it should not [S60]", async () => {
  const folder = await Deno.makeTempDir();
  const logFile = join(folder, "app.log");
  const hostKey = await newSigningKey("one");
  await using hostKeys = startKeyServer(hostKey);
  const app = await startApp({
    // A LiveKit that is away: its errors are logged, and say the least.
    liveKit: { url: "wss://127.0.0.1:9", apiKey: "key", apiSecret: secrets.LIVEKIT_API_SECRET },
    env: {
      ...secrets,
      LIVEKIT_API_KEY_PREVIOUS: "previous",
      OIDC_ISSUER: "https://127.0.0.1:9",
      OIDC_CLIENT_ID: "madang",
      PUBLIC_URL: site,
      AUTH_JWKS_URL: hostKeys.url,
      AUTH_JWT_ISSUER: hostIssuer,
      AUTH_JWT_AUDIENCE: "madang",
      TRUST_PROXY: "1",
      LOG_LEVEL: "debug",
    },
    logFile,
  });
  /** All texts that may be read by others than their owner. */
  const heard: [string, string][] = [];
  /** Secrets that were given to one person alone. */
  const owned: string[] = [];
  const send = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await sendRaw(app.port, {
      method,
      path,
      headers: {
        host: "talk.example.org",
        origin: site,
        "x-forwarded-for": address,
        ...headers,
      },
      body: body === undefined ? null : new TextEncoder().encode(text),
    });
    const told = [...answer.headers].filter(([name]) => name !== "set-cookie");
    heard.push([`${method} ${path} (headers)`, JSON.stringify(told)]);
    return answer;
  };
  try {
    const ask = { roomName: "space-tea", participantName: personName };
    const entered = await send("POST", "/api/guest-sessions", json, ask);
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    heard.push(["the cookie's session", entered.body]);
    const spoken = await send("POST", "/api/guest-sessions", json, { ...ask, delivery: "body" });
    const { sessionToken } = JSON.parse(spoken.body);
    const room = { roomName: "space-tea" };
    const ticket = await send("POST", "/api/livekit/token", { ...json, cookie }, room);
    expect(ticket.status).toBe(200);
    const { token } = JSON.parse(ticket.body);
    const hostJwt = await new SignJWT({ sub: hostSubject, name: personName })
      .setIssuer(hostIssuer).setAudience("madang").setExpirationTime("5 minutes")
      .setProtectedHeader({ alg: hostKey.alg, kid: hostKey.kid }).sign(hostKey.privateKey);
    const bearer = { ...json, authorization: `Bearer ${hostJwt}` };
    const hosted = await send("POST", "/api/livekit/token", bearer, room);
    expect(hosted.status).toBe(200);
    owned.push(cookie.split("=")[1], sessionToken, token, hostJwt, JSON.parse(hosted.body).token);
    expect(owned.every((secret) => secret.length > 40)).toBe(true);

    // The user owns a space, and was shown the secrets that are shown once.
    const authenticator = new FakeAuthenticator(site);
    const began = await send("POST", "/api/passkeys/registration/options", json, {
      participantName: personName,
    });
    const options = registrationOptionsSchema.parse(JSON.parse(began.body));
    const registered = await send(
      "POST",
      "/api/passkeys/registration",
      { ...json, cookie: cookiesOf(began.headers) },
      await authenticator.register(options),
    );
    expect(registered.status).toBe(201);
    heard.push(["the new account", registered.body]);
    const owner = { cookie: cookiesOf(registered.headers) };
    const yard = { slug: "yard", policy: "members" };
    expect((await send("POST", "/api/spaces", { ...json, ...owner }, yard)).status).toBe(201);
    const coded = await send("POST", "/api/recovery-codes", { ...json, ...owner }, {});
    const made = await send("POST", "/api/spaces/yard/links", { ...json, ...owner }, {
      role: "speaker",
      uses: 1,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const secret = createdLinkSchema.parse(JSON.parse(made.body)).url.split("#link=")[1];
    const { codes } = recoveryCodesSchema.parse(JSON.parse(coded.body));
    owned.push(/madang_user=([^;]+)/.exec(owner.cookie)?.[1] ?? "", secret, ...codes);
    expect(owned.every((each) => each.length > 18)).toBe(true);
    for (const path of ["/account", "/space/yard/settings", "/space/yard", "/"]) {
      const page = await send("GET", path, owner);
      expect([path, page.status, page.body.includes(personName)]).toEqual([path, 200, true]);
      heard.push([`${path} (its own)`, page.body]);
    }

    // The pages, to a person inside and to strangers.
    const visitors: Record<string, string>[] = [{}, { cookie }, {
      cookie,
      "accept-language": "ko",
    }];
    const paths = [
      ...["/", "/?space=!", "/space/tea", "/space/%2F", "/nowhere", "/?lang=ko"],
      ...["/account", "/sign-in?return=/space/yard", "/space/yard", "/space/yard/settings"],
    ];
    for (const path of paths) {
      for (const headers of visitors) {
        heard.push([path, (await send("GET", path, headers)).body]);
      }
    }
    for (const path of ["/api/health", "/api/ready", "/api/spaces/tea/presence", "/api/nowhere"]) {
      heard.push([path, (await send("GET", path)).body]);
    }
    // Answers to wrong requests, with secrets in all of their parts.
    const wrong: [string, string, Record<string, string>, unknown][] = [
      ["POST", "/api/livekit/token", { ...json, authorization: `Bearer ${token}` }, room],
      ["POST", "/api/livekit/token", json, { ...room, sessionToken: `${sessionToken}x` }],
      ["POST", "/api/livekit/token", json, { ...room, [sessionToken]: sessionToken }],
      ["POST", "/api/livekit/token", json, `{"roomName":"${sessionToken}`],
      ["POST", "/api/livekit/token", { ...json, cookie }, { roomName: "space-other" }],
      ["POST", "/api/livekit/token", { ...json, cookie, origin: "https://evil.example" }, room],
      ["POST", "/api/livekit/token", { ...json, authorization: `Bearer ${hostJwt}x` }, room],
      ["POST", "/api/livekit/token", json, { ...room, sessionToken: hostJwt }],
      ["POST", "/api/spaces", { ...json, authorization: `Bearer ${hostJwt}` }, { slug: hostJwt }],
      ["GET", `/nowhere?jwt=${hostJwt}`, { authorization: hostJwt }, undefined],
      ["POST", "/api/livekit/departure", json, { token: [token] }],
      ["POST", "/api/livekit/leave", json, { token: [token] }],
      ["POST", "/api/guest-sessions", json, { ...ask, participantName: personName.repeat(9) }],
      ["PUT", "/api/guest-sessions", { ...json, cookie }, ask],
      ["POST", "/api/livekit/webhook", { authorization: token }, token],
      ["POST", "/api/livekit/webhook", {
        authorization: token,
        "content-type": "application/webhook+json",
      }, { event: "participant_joined", id: sessionToken }],
      ["POST", `/${sessionToken}`, { cookie }, token],
      ["GET", `/space/${sessionToken.repeat(2)}?token=${token}`, { cookie }, undefined],
      ["GET", `/%zz?token=${token}`, { cookie }, undefined],
      ["PROPFIND", `/?token=${token}`, { cookie }, undefined],
    ];
    for (const [method, path, headers, body] of wrong) {
      const answer = await send(method, path, headers, body);
      expect([path.slice(0, 30), answer.status >= 400]).toEqual([path.slice(0, 30), true]);
      heard.push([`${method} ${path.slice(0, 30)} (wrong)`, answer.body.replaceAll(path, "")]);
    }
    const end = await send("DELETE", "/api/guest-sessions/me", { cookie });
    expect(end.status).toBe(204);
  } finally {
    await app.stop();
  }

  // The build, the part for browsers and the part for the server.
  const built: [string, string][] = [];
  for await (const file of filesUnder("_fresh")) {
    built.push([file, await Deno.readTextFile(file)]);
  }
  expect(built.length).toBeGreaterThan(10);
  const log = await Deno.readTextFile(logFile);
  expect(log.split("\n").length).toBeGreaterThan(10);
  await Deno.remove(folder, { recursive: true });

  for (const [place, text] of [...heard, ...built, ["the log", log]]) {
    for (const [name, secret] of Object.entries(secrets)) {
      expect([place, name, text.includes(secret)]).toEqual([place, name, false]);
    }
    for (const [index, secret] of owned.entries()) {
      expect([place, index, text.includes(secret)]).toEqual([place, index, false]);
    }
  }
  expect(log).not.toContain(personName);
  expect(log).not.toContain("Zyxwvutsrq");
  expect(log).not.toContain(hostSubject);
  expect(log).not.toContain(address);
  expect(log).not.toMatch(/mdg_|eyJ[\w-]{10}/);
  // Every line of our own is one JSON object.
  for (const line of log.split("\n").filter((line) => line.startsWith("{"))) JSON.parse(line);
  // Browsers get no code that knows of secrets.
  const chunks = built.filter(([file]) => /_fresh\/static\/.*\.js$/.test(file));
  expect(chunks.length).toBeGreaterThan(2);
  for (const [file, text] of chunks) {
    for (const name of Object.keys(secrets)) {
      expect([file, name, text.includes(name)]).toEqual([file, name, false]);
    }
  }
});

/** The cookies that a browser sends next, of those that it was given. */
function cookiesOf(headers: Headers): string {
  const given = headers.getSetCookie().map((line) => line.split(";")[0]);
  return given.filter((pair) => !pair.endsWith("=")).join("; ");
}

async function* filesUnder(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesUnder(path);
    else if (/\.(js|json|css|html|map)$/.test(name)) yield path;
  }
}
