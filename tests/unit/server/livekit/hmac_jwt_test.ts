import { createHmac } from "node:crypto";
import { expect } from "expect";
import { jwtVerify, SignJWT } from "jose";
import { hmacJwt } from "../../../../lib/server/livekit/hmac_jwt.ts";

const secret = "a-secret-of-at-least-32-characters";
const key = new TextEncoder().encode(secret);
const now = Date.UTC(2026, 10, 23);
const seconds = now / 1000;
const options = { issuer: "devkey", now, toleranceSeconds: 60 };
const jwt = hmacJwt(secret);

const encode = (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });

Deno.test("hmacJwt() signs what jose accepts, and accepts what jose signs", async () => {
  const claims = { iss: "devkey", sub: "김", exp: seconds + 60 };
  const ours = jwt.sign(claims);
  expect((await joseVerify(ours)).payload).toEqual(claims);
  const theirs = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(key);
  expect(jwt.verify(theirs, options)).toEqual(claims);
});

Deno.test("hmacJwt().verify() refuses what jose refuses, and no more", async () => {
  const good = { iss: "devkey", sub: "kim", exp: seconds + 60 };
  const tokens: [string, string][] = [
    ["in force", jwt.sign(good)],
    ["without an end", jwt.sign({ ...good, exp: undefined })],
    ["of another issuer", jwt.sign({ ...good, iss: "other" })],
    ["without an issuer", jwt.sign({ ...good, iss: undefined })],
    ["over, within the tolerance", jwt.sign({ ...good, exp: seconds - 59 })],
    ["over", jwt.sign({ ...good, exp: seconds - 60 })],
    ["not yet, within the tolerance", jwt.sign({ ...good, nbf: seconds + 60 })],
    ["not yet", jwt.sign({ ...good, nbf: seconds + 61 })],
    ["exp in words", jwt.sign({ ...good, exp: "tomorrow" })],
    ["nbf in words", jwt.sign({ ...good, nbf: "yesterday" })],
    ["an array", jwt.sign([good])],
    ["of another secret", hmacJwt("another secret of 32 characters!").sign(good)],
    ["alg none", `${encode({ alg: "none" })}.${encode(good)}.`],
    ["of another alg", await new SignJWT(good).setProtectedHeader({ alg: "HS512" }).sign(key)],
    ["with crit", resigned({ alg: "HS256", crit: ["x"], x: 1 }, good)],
    ["without alg", resigned({ typ: "JWT" }, good)],
    ["a header that is no JSON", signedText("{.", encode(good))],
    ["claims that are no JSON", signedText(encode({ alg: "HS256" }), "e30x")],
    ["four parts", `${jwt.sign(good)}.x`],
    ["two parts", jwt.sign(good).split(".").slice(0, 2).join(".")],
    ["no text", ""],
  ];
  for (const [name, token] of tokens) {
    const byJose = await joseVerify(token).then(() => true, () => false);
    expect([name, jwt.verify(token, options) !== null]).toEqual([name, byJose]);
  }
});

function joseVerify(token: string) {
  return jwtVerify(token, key, {
    algorithms: ["HS256"],
    issuer: "devkey",
    requiredClaims: ["exp"],
    clockTolerance: 60,
    currentDate: new Date(now),
  });
}

function resigned(header: object, claims: object): string {
  return signedText(encode(header), encode(claims));
}

/** Signed as it stands, whatever it is: `sign` itself writes only whole tokens. */
function signedText(header: string, payload: string): string {
  const mac = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  return `${header}.${payload}.${mac}`;
}
