import { expect } from "expect";
import { CompactSign, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { defaultDisplayName } from "../../../../lib/server/base/display_name_from_claims.ts";
import {
  createHostJwt,
  type HostJwt,
  hostJwtMaxCharacters,
  type HostJwtOptions,
} from "../../../../lib/server/sessions/host_jwt.ts";
import { hashToken } from "../../../../lib/server/base/session_tokens.ts";
import {
  type KeyServer,
  newSigningKey,
  type SigningKey,
  startKeyServer,
} from "../../../fakes/key_server.ts";

const issuer = "https://host.example.org";
const audience = "madang";
const now = Date.UTC(2026, 10, 23);
const seconds = now / 1000;

const good: JWTPayload = {
  iss: issuer,
  aud: audience,
  sub: "kim",
  exp: seconds + 300,
  name: "Kim",
};

function signed(
  key: SigningKey,
  claims: JWTPayload = good,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}

/** The deadline means *never*: a busy machine is slow to answer. */
function open(server: KeyServer, options: HostJwtOptions = {}): HostJwt {
  return createHostJwt({ jwksUrl: server.url, issuer, audience }, () => now, {
    deadlineMs: 60_000,
    ...options,
  });
}

Deno.test("verify() answers the identity by hashed ids, and reads the keys once", async () => {
  const key = await newSigningKey("one");
  await using server = startKeyServer(key);
  const jwt = open(server);
  const kim = await jwt.verify(await signed(key));
  expect(kim).toEqual({
    userId: `host_${hashToken(JSON.stringify([issuer, "kim"]))}`,
    sessionId: `host_${hashToken(JSON.stringify([issuer, "kim", null]))}`,
    participantName: "Kim",
  });
  const laptop = await jwt.verify(await signed(key, { ...good, sid: "laptop" }));
  const phone = await jwt.verify(await signed(key, { ...good, sid: "phone" }));
  expect(laptop?.userId).toBe(kim?.userId);
  expect(new Set([kim, laptop, phone].map((who) => who?.sessionId)).size).toBe(3);
  expect(server.asked).toBe(1);
});

Deno.test("verify() keeps two people with one sid apart, also where it is the other's sub", async () => {
  const key = await newSigningKey("one");
  await using server = startKeyServer(key);
  const jwt = open(server);
  const kim = await jwt.verify(await signed(key, { ...good, sid: "s" }));
  const lee = await jwt.verify(await signed(key, { ...good, sub: "lee", sid: "s" }));
  const park = await jwt.verify(await signed(key, { ...good, sub: "s" }));
  expect(new Set([kim, lee, park].map((who) => who?.sessionId)).size).toBe(3);
  expect(new Set([kim, lee, park].map((who) => who?.userId)).size).toBe(3);
});

Deno.test("verify() takes public-key signatures of the usual kinds", async () => {
  for (const alg of ["RS256", "PS256", "ES256", "EdDSA"]) {
    const key = await newSigningKey("one", alg);
    await using server = startKeyServer(key);
    expect([alg, (await open(server).verify(await signed(key)))?.participantName])
      .toEqual([alg, "Kim"]);
  }
});

Deno.test("verify() refuses what is not meant for us, not now, or not signed by the host [S21]", async () => {
  const [key, strange] = [await newSigningKey("one"), await newSigningKey("two")];
  await using server = startKeyServer(key);
  const jwt = open(server);
  const { exp: _exp, ...withoutExp } = good;
  const { sub: _sub, ...withoutSub } = good;
  const { aud: _aud, ...withoutAud } = good;
  const { iss: _iss, ...withoutIss } = good;
  const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const asSecret = bytesOf(key.publicJwk);
  const [head, body, signature] = (await signed(key)).split(".");
  const other = btoa(JSON.stringify({ ...good, sub: "lee" })).replace(/=+$/, "");
  const attacks: Record<string, string | Promise<string>> = {
    "another issuer": signed(key, { ...good, iss: "https://evil.example.org" }),
    "the issuer with a slash": signed(key, { ...good, iss: `${issuer}/` }),
    "another audience": signed(key, { ...good, aud: "other" }),
    "expired": signed(key, { ...good, exp: seconds - 31 }),
    "not yet valid": signed(key, { ...good, nbf: seconds + 31 }),
    "without an expiry": signed(key, withoutExp),
    "without a subject": signed(key, withoutSub),
    "without an audience": signed(key, withoutAud),
    "without an issuer": signed(key, withoutIss),
    "an empty subject": signed(key, { ...good, sub: "" }),
    "a subject too long": signed(key, { ...good, sub: "k".repeat(256) }),
    "half a pair in the subject": signed(key, { ...good, sub: "\ud800" }),
    "a key that is not the host's": signed(strange),
    "the host's kid on a strange key": signed({ ...strange, kid: "one" }),
    "an unknown kid": signed(key, good, { kid: "three" }),
    "HS256 with the public key for a secret": new SignJWT(good)
      .setProtectedHeader({ alg: "HS256", kid: "one" }).sign(asSecret),
    "no signature at all": new UnsecuredJWT(good).encode(),
    "the signature cut off": `${head}.${body}.`,
    "another body under the signature": `${head}.${other}.${signature}`,
    "an unknown critical header": new CompactSign(bytesOf(good))
      .setProtectedHeader({ alg: key.alg, kid: key.kid, crit: ["urn:x"], "urn:x": 1 })
      .sign(key.privateKey, { crit: { "urn:x": true } }),
    "not a token": "not a token",
    "empty": "",
    "three empty parts": "..",
    "three parts of nonsense": "a.b.c",
    "five parts, as an encrypted one has": "a.b.c.d.e",
    "too long": "a".repeat(hostJwtMaxCharacters) + ".b.c",
  };
  for (const [name, token] of Object.entries(attacks)) {
    expect([name, await jwt.verify(await token)]).toEqual([name, null]);
  }
  expect(await jwt.verify(await signed(key))).not.toBeNull();
});

Deno.test("verify() tolerates clocks that are off by half a minute, and with several audiences", async () => {
  const key = await newSigningKey("one");
  await using server = startKeyServer(key);
  const jwt = open(server);
  for (
    const claims of [{ exp: seconds - 29 }, { nbf: seconds + 29 }, { aud: ["other", audience] }]
  ) {
    expect(await jwt.verify(await signed(key, { ...good, ...claims }))).not.toBeNull();
  }
});

Deno.test("verify() accepts a new key once it is published, and rejects the old one", async () => {
  const [old, next] = [await newSigningKey("old"), await newSigningKey("new")];
  await using server = startKeyServer(old);
  const jwt = open(server, { cooldownMs: 0 });
  expect(await jwt.verify(await signed(old))).not.toBeNull();
  expect(await jwt.verify(await signed(next))).toBeNull();
  server.keys = [next];
  expect(await jwt.verify(await signed(next))).not.toBeNull();
  expect(await jwt.verify(await signed(old))).toBeNull();
});

Deno.test("verify() reads the keys for an unknown kid once in a while, not with each token", async () => {
  const key = await newSigningKey("one");
  await using server = startKeyServer(key);
  const jwt = open(server);
  await jwt.verify(await signed(key));
  const unknown = await signed(key, good, { kid: "x" });
  for (let i = 0; i < 20; i++) expect(await jwt.verify(unknown)).toBeNull();
  expect(server.asked).toBe(1);
});

Deno.test("verify() says that keys are unavailable: broken, redirected, not there", async () => {
  const key = await newSigningKey("one");
  await using server = startKeyServer(key);
  const unavailable = { code: "identity-unavailable", status: 503 };
  const answers: Record<string, () => Response> = {
    "an error": () => new Response("no", { status: 500 }),
    "not JSON": () => new Response("<html>"),
    "JSON without keys": () => Response.json({}),
    // A redirect would let another server choose the keys.
    "elsewhere": () => new Response(null, { status: 302, headers: { location: server.url } }),
  };
  const token = await signed(key);
  for (const [name, answer] of Object.entries(answers)) {
    server.instead = answer;
    const outcome = await open(server).verify(token).catch(({ code, status }) => ({
      code,
      status,
    }));
    expect([name, outcome]).toEqual([name, unavailable]);
  }
  server.instead = null;
  const jwt = open(server);
  const closed = createHostJwt(
    { jwksUrl: "http://127.0.0.1:1/jwks", issuer, audience },
    () => now,
  );
  await expect(closed.verify(token)).rejects.toMatchObject(unavailable);
  // Text that is not a JWT causes no request.
  expect(await closed.verify("mdg_nothing")).toBeNull();
  expect(await jwt.verify(token)).not.toBeNull();
});

Deno.test("verify() waits for keys that never come for a limited time", async () => {
  const key = await newSigningKey("one");
  const held = Promise.withResolvers<Response>();
  await using server = startKeyServer(key);
  server.instead = () => held.promise;
  const jwt = open(server, { deadlineMs: 10 });
  const token = await signed(key);
  const start = performance.now();
  await expect(jwt.verify(token)).rejects.toMatchObject({ code: "identity-unavailable" });
  // Less than the 5 s of jose, which has a limit of its own.
  expect(performance.now() - start).toBeLessThan(4_500);
  held.resolve(new Response());
});

Deno.test("verify() cleans the name for display", async () => {
  const key = await newSigningKey("one");
  await using server = startKeyServer(key);
  const jwt = open(server);
  const cases: [JWTPayload, string][] = [
    [{ name: "  김\u202e마당\n " }, "김마당"],
    [{ name: "\u200e", preferred_username: "kim" }, "kim"],
    [{ name: 7, preferred_username: ["x"] }, defaultDisplayName],
    [{ name: undefined }, defaultDisplayName],
    [{ name: "😀".repeat(60) }, "😀".repeat(50)],
    [{ name: "a\ud800b" }, "ab"],
    [{ name: `${"x".repeat(49)} y` }, "x".repeat(49)],
  ];
  for (const [claims, name] of cases) {
    const who = await jwt.verify(await signed(key, { ...good, ...claims }));
    expect(who?.participantName).toBe(name);
  }
});

Deno.test("verify() tells the operator why a JWT is refused: jose's code, and the claim", async () => {
  const key = await newSigningKey("one");
  const stranger = await newSigningKey("one");
  await using server = startKeyServer(key);
  const told: unknown[] = [];
  const jwt = open(server, { onRefused: (refusal) => told.push(refusal) });
  const { aud: _, ...withoutAudience } = good;
  const refused = [
    await signed(key, { ...good, exp: 1 }),
    await signed(key, { ...good, iss: "https://5ecret.example" }),
    await signed(key, withoutAudience),
    await signed(stranger),
    await signed(key, { ...good, sub: "" }),
  ];
  for (const token of refused) expect(await jwt.verify(token)).toBeNull();
  expect(told).toEqual([
    { reason: "ERR_JWT_EXPIRED", claim: "exp" },
    { reason: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "iss" },
    { reason: "ERR_JWT_CLAIM_VALIDATION_FAILED", claim: "aud" },
    { reason: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED", claim: undefined },
    { reason: "no-usable-subject", claim: "sub" },
  ]);
});
