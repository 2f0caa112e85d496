import { expect } from "expect";
import { parseConfig } from "../../../../lib/server/config/config.ts";
import { startSummary } from "../../../../lib/server/config/start_summary.ts";

Deno.test("startSummary() says what this server is, without a secret", () => {
  const secret = "a-secret-of-at-least-32-characters";
  const summary = startSummary(
    parseConfig({
      LIVEKIT_URL: "wss://lk.example.org/path",
      LIVEKIT_API_KEY: "a-key",
      LIVEKIT_API_SECRET: secret,
      PUBLIC_URL: "https://talk.example.org",
      KV_URL: "https://user:pass@kv.example.org",
      DENO_KV_ACCESS_TOKEN: secret,
      TRUST_PROXY: "1",
      OIDC_ISSUER: "https://id.example.org/realms/home",
      OIDC_CLIENT_ID: "madang",
      OIDC_CLIENT_SECRET: secret,
    }),
    "0123abcd",
  );
  expect(summary).toMatchObject({
    commit: "0123abcd",
    publicUrl: "https://talk.example.org",
    livekit: "lk.example.org",
    storage: "kv.example.org",
    proxies: "1 hops",
    signIn: ["passkeys", "id.example.org"],
  });
  expect(JSON.stringify(summary)).not.toMatch(/a-secret|a-key|pass@/);
  const bare = startSummary(parseConfig({ MADANG_LIVEKIT: "missing", KV_URL: "x.kv" }), null);
  expect(bare).toMatchObject({ livekit: null, publicUrl: null, storage: "file", proxies: "none" });
});
