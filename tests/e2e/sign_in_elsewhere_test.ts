/** Signing in outside Madang, in a real browser: a provider as a page (its window: switch_test.ts), and a host application. */
import { expect } from "expect";
import { SignJWT } from "jose";
import type { BrowserContext, Page } from "playwright-core";
import { problemSchema } from "../../lib/contract/errors.ts";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { type App, startApp } from "../../toolchain/app.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { startOidcProvider } from "../../toolchain/oidc_provider.ts";
import { newSigningKey, startKeyServer } from "../fakes/key_server.ts";
import { launchBrowser } from "./testbed.ts";

const hostIssuer = "https://host.example.org";

async function cookieOf(context: BrowserContext, app: App, name: string) {
  return (await context.cookies(app.url)).find((cookie) => cookie.name === `${name}_${app.port}`);
}

function logOf(page: Page): string[] {
  const lines: string[] = [];
  page.on("console", (message) => lines.push(message.text()));
  page.on("pageerror", (error) => lines.push(error.message));
  return lines;
}

Deno.test("people sign in elsewhere, in a browser", async (test) => {
  const port = freeTcpPort();
  const appUrl = `http://127.0.0.1:${port}`;
  const key = await newSigningKey("one");
  await using keys = startKeyServer(key);
  const hostPage = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () =>
      new Response("<!doctype html><title>Host</title>", {
        headers: { "content-type": "text/html" },
      }),
  );
  const strangePage = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () =>
      new Response("<!doctype html><title>Strange</title>", {
        headers: { "content-type": "text/html" },
      }),
  );
  const provider = await startOidcProvider({ appUrl });
  const app = await startApp({
    // No client connects here: tokens are signed without asking LiveKit.
    liveKit: { url: "ws://127.0.0.1:9", apiKey: "devkey", apiSecret: "x".repeat(32) },
    port,
    env: {
      ...provider.env,
      AUTH_JWKS_URL: keys.url,
      AUTH_JWT_ISSUER: hostIssuer,
      AUTH_JWT_AUDIENCE: "madang",
      MADANG_ALLOWED_ORIGINS: `http://127.0.0.1:${hostPage.addr.port}`,
    },
  });
  const browser = await launchBrowser();
  const newPerson = async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    context.setDefaultTimeout(40_000);
    return { context, page: await context.newPage() };
  };
  try {
    await test.step("from the page of choices, and back to the page before", async () => {
      const { context, page } = await newPerson();
      await page.goto(`${app.url}/sign-in?return=${encodeURIComponent("/space/tea?x=1")}`);
      await page.getByRole("link", { name: /^Continue with / }).click();
      const lines = logOf(page);
      await page.getByRole("button", { name: "I am Alice Archer" }).click();
      await page.waitForURL(`${app.url}/space/tea?x=1`);
      expect(lines.filter((line) => line.includes("Content Security Policy"))).toEqual([]);
      expect(await page.evaluate(() => document.referrer)).not.toContain("code=");
      expect(await cookieOf(context, app, "madang_user")).toMatchObject({
        httpOnly: true,
        sameSite: "Lax",
      });
      await page.goto(`${app.url}/account`);
      expect(await page.getByRole("textbox", { name: "Your name" }).inputValue()).toBe(
        "Alice Archer",
      );
      await context.close();
    });

    await test.step("by page, with an invitation that is not used yet: it is there again, and was told to nobody [S63]", async () => {
      const { context, page } = await newPerson();
      const requested: string[] = [];
      page.on("request", (request) => requested.push(request.url()));
      const invitation = `${app.url}/space/tea#link=se-cr.et`;
      await page.goto(invitation);
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.getByRole("link", { name: /^Continue with / }).click();
      await page.getByRole("button", { name: "I am Alice Archer" }).waitFor();
      expect(page.url()).not.toContain("se-cr.et");
      await page.getByRole("button", { name: "I am Alice Archer" }).click();
      await page.waitForURL(invitation);
      expect(requested.join()).not.toContain("se-cr.et");
      await context.close();
    });

    await test.step("an address that was used is a page that says so, with a way to begin anew", async () => {
      const { context, page } = await newPerson();
      await page.goto(`${app.url}/auth/oidc/callback?code=x&state=y`);
      await page.getByRole("heading", { name: "Sign-in failed" }).waitFor();
      await page.getByRole("link", { name: "Try again" }).click();
      await page.getByRole("heading", { name: "Who are you?" }).waitFor();
      await context.close();
    });

    await test.step("a host's page on another origin gets a token by a JWT, a strange page nothing", async () => {
      const { context, page } = await newPerson();
      const exp = Math.floor(Date.now() / 1000) + 300;
      const jwt = await new SignJWT({ sub: "kim", name: "Kim", exp })
        .setIssuer(hostIssuer).setAudience("madang")
        .setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey);
      const ask = (bearer: string) =>
        page.evaluate(async ({ url, bearer }) => {
          try {
            const answer = await fetch(`${url}/api/livekit/token`, {
              method: "POST",
              headers: { "authorization": `Bearer ${bearer}`, "content-type": "application/json" },
              body: JSON.stringify({ roomName: "space-tea" }),
            });
            return await answer.json();
          } catch (error) {
            return error instanceof Error ? error.name : "?";
          }
        }, { url: app.url, bearer });
      await page.goto(`http://127.0.0.1:${hostPage.addr.port}/`);
      const answer = tokenAnswerSchema.parse(await ask(jwt));
      expect([answer.roomName, answer.participantName]).toEqual(["space-tea", "Kim"]);
      expect(problemSchema.parse(await ask(`${jwt}x`)).code).toBe("session-invalid");
      await page.goto(`http://127.0.0.1:${strangePage.addr.port}/`);
      expect(await ask(jwt)).toBe("TypeError");
      await context.close();
    });
  } finally {
    await browser.close();
    await app.stop();
    await provider.stop();
    await hostPage.shutdown();
    await strangePage.shutdown();
  }
});
