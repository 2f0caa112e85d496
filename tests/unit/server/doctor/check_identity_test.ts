import { expect } from "expect";
import { checkHostKeys, checkOidc } from "../../../../lib/server/doctor/check_identity.ts";
import { parseConfig } from "../../../../lib/server/config/config.ts";

/** A provider that answers each path with one of these; any other with 404. */
function startProvider() {
  const answers = new Map<string, unknown>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const answer = answers.get(new URL(request.url).pathname);
    return answer === undefined
      ? new Response("no", { status: 404 })
      : new Response(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const { oidc, hostJwt } = parseConfig({
    MADANG_LIVEKIT: "missing",
    PUBLIC_URL: "https://talk.example.org",
    OIDC_ISSUER: `${origin}/realm`,
    OIDC_CLIENT_ID: "madang",
    AUTH_JWKS_URL: `${origin}/jwks`,
    AUTH_JWT_ISSUER: "host",
    AUTH_JWT_AUDIENCE: "madang",
  });
  if (oidc === null || hostJwt === null) throw new Error("Neither is configured");
  return { answers, origin, oidc, hostJwt, [Symbol.asyncDispose]: () => server.shutdown() };
}

const keys = { keys: [{ kty: "EC" }] };
const metadataPath = "/realm/.well-known/openid-configuration";

Deno.test("checkOidc() reads the provider's metadata and keys, and says which of them is wrong", async () => {
  await using provider = startProvider();
  const { answers, origin, oidc } = provider;
  const metadata = { issuer: oidc.issuer, jwks_uri: `${origin}/keys` };
  expect(await checkOidc(oidc)).toMatchObject({
    verdict: "bad",
    says: "metadata or keys cannot be read: it answers 404",
  });
  answers.set(metadataPath, "<html>");
  expect((await checkOidc(oidc)).says).toContain("it is no JSON");
  answers.set(metadataPath, metadata);
  expect((await checkOidc(oidc)).says).toContain("it answers 404");
  answers.set("/keys", { keys: [] });
  expect((await checkOidc(oidc)).says).toContain("it has no such content");
  answers.set("/keys", keys);
  expect(await checkOidc(oidc)).toMatchObject({
    verdict: "good",
    says: expect.stringContaining("https://talk.example.org/auth/oidc/callback"),
  });
  answers.set(metadataPath, { ...metadata, issuer: `${origin}/other` });
  expect(await checkOidc(oidc)).toMatchObject({
    verdict: "bad",
    fix: `OIDC_ISSUER=${origin}/other`,
  });
});

Deno.test("checkHostKeys() wants one key at least", async () => {
  await using provider = startProvider();
  const { answers, hostJwt } = provider;
  expect((await checkHostKeys(hostJwt)).verdict).toBe("bad");
  answers.set("/jwks", { keys: [] });
  expect(await checkHostKeys(hostJwt)).toMatchObject({
    says: "cannot be read: it has no such content",
    fix: expect.stringMatching(/^AUTH_JWKS_URL: /),
  });
  answers.set("/jwks", keys);
  expect((await checkHostKeys(hostJwt)).verdict).toBe("good");
});
