/** The operator's page: by the token alone, which no address, storage or cookie ever holds. */
import { expect } from "expect";
import { adminWordsOf } from "../../components/messages/admin_words.ts";
import { startApp } from "../../toolchain/app.ts";
import { BrowserJar } from "../integration/browser_jar.ts";
import { postJson, registerByPasskey } from "../integration/register_by_passkey.ts";
import { faultsOf } from "./page_checks.ts";
import { button } from "./people.ts";
import { launchBrowser } from "./testbed.ts";

const token = crypto.randomUUID() + crypto.randomUUID();

/** An account that owns a space. */
async function ownSpace(url: string): Promise<void> {
  const kim = new BrowserJar();
  await registerByPasskey(kim, url);
  const made = await postJson(kim, url, "/api/spaces", { slug: "tea" });
  expect(made.status).toBe(201);
  await made.body?.cancel();
}

Deno.test("an operator looks after spaces and people by the token, which stays in the page [S375]", async () => {
  const app = await startApp({ liveKit: null, env: { MADANG_ADMIN_TOKEN: token } });
  const url = `http://localhost:${app.port}`;
  const browser = await launchBrowser({});
  try {
    await ownSpace(url);
    const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce" });
    const page = await context.newPage();
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));
    const answer = await page.goto(`${url}/admin`);
    expect(answer?.headers()["x-robots-tag"]).toBe("noindex, nofollow");
    expect(await answer?.text()).not.toContain("inst_");
    expect(await faultsOf(page, "administration, token")).toEqual([]);

    const field = page.getByLabel("Administration token");
    await field.fill("not the token");
    await field.press("Enter");
    await page.getByText("That is not the token.").waitFor();
    await field.fill(token);
    await field.press("Enter");
    const tea = page.getByRole("listitem", { name: "tea" });
    await tea.waitFor();
    expect(await page.getByText("LiveKit does not answer").count()).toBe(0);

    const people = page.getByRole("search").filter({ hasText: "A part of the name" });
    await people.getByRole("searchbox").fill("ki");
    await people.getByRole("searchbox").press("Enter");
    const kim = page.getByRole("listitem", { name: "Kim" });
    await kim.waitFor();
    // Deleting comes after the spaces: the server says so, where it was tried.
    await button(page, "Delete the account of Kim").press("Enter");
    await button(page, "Delete the account of Kim").press("Enter");
    await kim.getByText("This account owns spaces.").waitFor();
    await button(page, "New recovery codes for Kim").click();
    await button(page, "New recovery codes for Kim").click();
    await kim.getByText("They are shown this once.").waitFor();
    expect(await kim.locator("code").count()).toBe(10);
    expect(await faultsOf(page, "administration")).toEqual([]);

    await button(page, "Delete the space tea").click();
    await button(page, "Cancel").click();
    await tea.waitFor();
    await button(page, "Delete the space tea").click();
    await button(page, "Delete the space tea").click();
    await tea.waitFor({ state: "detached" });

    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])
    );
    expect(kept + addresses.join(" ") + JSON.stringify(await context.cookies())).not
      .toContain(token);
    await page.goto(`${url}/admin?lang=ko`);
    await page.getByLabel(adminWordsOf("ko").token).waitFor();
    expect(await faultsOf(page, "administration, token, ko", "translation")).toEqual([]);
    expect(app.output).not.toContain(token);
  } finally {
    await browser.close();
    await app.stop();
  }
});
