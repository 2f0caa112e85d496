/** Fresh's behaviour that Madang relies on, in a real browser: the other half of fresh_test.ts. */
import { expect } from "expect";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../toolchain/chromium.ts";
import { type Fixture, startBuilt, startDeveloping } from "./fresh_fixture.ts";

let browser: Browser;
let built: Fixture;
let developing: Fixture;

Deno.test.beforeAll(async () => {
  browser = await launchChromium();
  built = await startBuilt("browser");
  developing = await startDeveloping();
});
Deno.test.afterAll(async () => {
  await browser?.close();
  await built?.stop();
  await developing?.stop();
});

interface Visit {
  page: Page;
  url: string;
  /** Errors of the page, and of its console. */
  complaints: string[];
  /** Paths asked for. */
  requests: string[];
}

/** The same claim, of the built fixture and of the one in development. */
function claim(name: string, check: (visit: Visit) => Promise<void>) {
  const visit = async (url: string) => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (said) => said.type() === "error" && complaints.push(said.text()));
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await page.goto(url);
    await check({ page, url, complaints, requests }).finally(() => page.close());
  };
  Deno.test(`Fresh in a browser, built: ${name}`, () => visit(built.url));
  Deno.test(`Fresh in a browser, developing: ${name}`, () => visit(developing.url));
}

/** The island, once it lives. */
async function counterOf(page: Page) {
  const counter = page.getByRole("region", { name: "Counter" });
  await page.locator("section[data-alive=yes]").waitFor();
  return counter;
}

claim("islands come to life", async ({ page, complaints }) => {
  const counter = await counterOf(page);
  await counter.getByRole("button", { name: "Up" }).click();
  await counter.getByRole("button", { name: "Up" }).click();
  await counter.getByText("in a browser").waitFor();
  expect(await counter.getByRole("status").textContent()).toBe("5");
  expect(await page.locator("section").count()).toBe(1);
  expect(complaints).toEqual([]);
});

Deno.test("the stand-in, developing: a page whose server was restarted loads itself anew", async () => {
  // Fresh's own pages ask by a WebSocket, and Fresh tests that.
  if (developing.isFresh) return;
  const page = await browser.newPage();
  const body = "data: another process\n\n";
  const answer = { contentType: "text/event-stream", body };
  await page.route("**/_fresh/alive", (route) => route.fulfill(answer), { times: 1 });
  // Not until it is loaded: the reload may begin before that, and then the first visit never is.
  await page.goto(developing.url, { waitUntil: "commit" });
  const isReloaded = () =>
    performance.getEntriesByType("navigation").some((entry) => entry.toJSON().type === "reload");
  await page.waitForFunction(isReloaded, undefined, { timeout: 60_000 });
  await counterOf(page);
  await page.close();
});

claim("props arrive whole", async ({ page }) => {
  const counter = await counterOf(page);
  expect(JSON.parse(await counter.locator("code").textContent() ?? "")).toEqual({
    list: [1, "zwei", null, true],
    nested: { text: "</script><b>한" },
  });
});

claim("what an island imports by import() is loaded by the click alone", async (visit) => {
  const { page, requests, complaints } = visit;
  const counter = await counterOf(page);
  const before = requests.length;
  await counter.getByRole("button", { name: "Load" }).click();
  await counter.getByText("heavy-word").waitFor();
  expect(requests.slice(before).filter((path) => path.endsWith(".js")).length).toBe(1);
  expect(complaints).toEqual([]);
});

claim("the policy lets our inline script run, and no other", async ({ page, complaints }) => {
  await counterOf(page);
  expect(await page.evaluate("globalThis.inlineScriptRan")).toBe(true);
  expect(complaints).toEqual([]);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.foreignScriptRan = true;";
    document.body.append(script);
    return "foreignScriptRan" in globalThis;
  });
  expect(ran).toBe(false);
});

claim("styles by asset() are there", async ({ page }) => {
  await counterOf(page);
  const color = await page.evaluate(() => {
    const heading = document.querySelector("h1");
    return heading && getComputedStyle(heading).color;
  });
  expect(color).toBe("rgb(1, 2, 3)");
});
