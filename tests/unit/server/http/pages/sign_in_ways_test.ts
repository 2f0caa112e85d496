import { expect } from "expect";
import { signInWays } from "../../../../../lib/server/http/pages/sign_in_ways.ts";

const oidc = {
  issuer: "https://id.example.org",
  clientId: "madang",
  clientSecret: null,
  providerName: "Test House",
  redirectUri: "https://talk.example.org/auth/oidc/callback",
  scope: "openid profile",
  prompt: null,
  signsOutThere: false,
};

Deno.test("signInWays() lists each configured way, and is null without any", () => {
  expect(signInWays({ passkeys: false, oidc: null }, "/space/tea")).toBe(null);
  expect(signInWays({ passkeys: true, oidc: null }, "/space/tea"))
    .toEqual({ hasPasskeys: true, provider: null });
});

Deno.test("signInWays() discloses only a provider's name and our own paths", () => {
  expect(signInWays({ passkeys: false, oidc }, "/space/tea")).toEqual({
    hasPasskeys: false,
    provider: {
      name: "Test House",
      href: "/auth/oidc/start?return=%2Fspace%2Ftea",
      windowHref: "/auth/oidc/start?return=%2Fspace%2Ftea&popup=1",
    },
  });
});
