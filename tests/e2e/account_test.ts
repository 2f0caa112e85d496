/** People with accounts, as they meet them: passkeys, recovery codes, and where they are signed in. */
import { expect } from "expect";
import { eventually } from "./eventually.ts";
import {
  Authenticator,
  isAt,
  lacksPasskeys,
  namedUrl,
  register,
  signInByPasskey,
  signOut,
} from "./passkeys.ts";
import { button, isDescribed, isInside, participant } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("account", { ignore: lacksPasskeys });

test("a newcomer makes a passkey, signs out, and is the same person again", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  await Authenticator.of(page);
  await page.goto(namedUrl(testbed));
  await page.getByRole("link", { name: "Sign in" }).click();
  await register(page, testbed, "Kim");
  expect(await page.getByRole("textbox", { name: "Your name" }).inputValue()).toBe("Kim");
  await page.getByRole("textbox", { name: "Your name" }).fill("Kim Cheolsu");
  await button(page, "Save").click();
  await button(page, "Saved").waitFor();
  await signOut(page);
  await page.goto(`${namedUrl(testbed)}/account`);
  await isAt(page, "/sign-in");
  await button(page, "Use a passkey").click();
  await isAt(page, "/account");
  await page.goto(namedUrl(testbed));
  await page.getByRole("link", { name: "Your account: Kim Cheolsu" }).waitFor();
});

test("signing in goes back to the page before, and nowhere else", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  await Authenticator.of(page);
  await register(page, testbed, "Kim");
  for (const [wanted, arrived] of [["/space/tea", "/space/tea"], ["//evil.example", "/"]]) {
    await page.goto(`${namedUrl(testbed)}/account`);
    await signOut(page);
    await page.goto(`${namedUrl(testbed)}/sign-in?return=${encodeURIComponent(wanted)}`);
    await button(page, "Use a passkey").click();
    await isAt(page, arrived);
  }
});

test("a person who is not verified by the device, or has no passkey, is told so", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  const device = await Authenticator.of(page);
  await register(page, testbed, "Kim");
  await signOut(page);
  await device.verifies(false);
  await page.goto(`${namedUrl(testbed)}/sign-in`);
  await button(page, "Use a passkey").click();
  const alert = page.getByRole("alert").filter({ hasText: "No passkey was used" });
  await alert.waitFor();
});

test("a second passkey opens the account when the first is removed, and the last stays", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  const device = await Authenticator.of(page);
  await register(page, testbed, "Kim");
  await button(page, "Add a passkey").click();
  await page.getByText("This device already has your passkey").waitFor();
  await device.replace();
  await button(page, "Add a passkey").click();
  const passkeys = page.getByRole("list", { name: "Passkeys" }).getByRole("listitem");
  await eventually(async () => expect(await passkeys.count()).toBe(2));
  await passkeys.nth(1).getByRole("button", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name of the passkey" }).fill("Blue key");
  await page.keyboard.press("Enter");
  await page.getByRole("listitem", { name: "Blue key" }).waitFor();
  await passkeys.nth(0).getByRole("button", { name: "Remove" }).click();
  await passkeys.nth(0).getByRole("button", { name: "Remove" }).click();
  await eventually(async () => expect(await passkeys.count()).toBe(1));
  await signOut(page);
  await signInByPasskey(page, testbed);
  await button(page, "Remove “Blue key”").click();
  await passkeys.nth(0).getByRole("button", { name: "Remove" }).click();
  await page.getByText("This is your only way to sign in").waitFor();
  expect(await passkeys.count()).toBe(1);
});

test("a recovery code opens the account once, and only once", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  await Authenticator.of(page);
  await register(page, testbed, "Kim");
  await button(page, "Create recovery codes").click();
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await eventually(async () => expect(await codes.count()).toBe(10));
  const code = await codes.nth(3).innerText();
  const borrowed = await (await testbed.person()).newPage();
  await borrowed.goto(`${namedUrl(testbed)}/sign-in`);
  await button(borrowed, "Use a recovery code").click();
  // The field has the focus already.
  await borrowed.keyboard.type(code.toLowerCase());
  await borrowed.keyboard.press("Enter");
  await isAt(borrowed, "/account");
  await borrowed.getByText("9 codes are left").waitFor();
  await signOut(borrowed);
  await borrowed.goto(`${namedUrl(testbed)}/sign-in`);
  await button(borrowed, "Use a recovery code").click();
  await borrowed.getByRole("textbox", { name: "Recovery code" }).fill(code);
  await button(borrowed, "Continue").click();
  await borrowed.getByText("That code is wrong or already used").waitFor();
});

test("a person sees where they are signed in, and ends it: that browser is out of its call", async (testbed) => {
  const laptop = await (await testbed.person()).newPage();
  await Authenticator.of(laptop);
  await register(laptop, testbed, "Kim");
  await button(laptop, "Create recovery codes").click();
  const codes = laptop.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  const code = await codes.first().innerText();
  const phone = await (await testbed.person()).newPage();
  await phone.goto(`${namedUrl(testbed)}/sign-in?return=/space/tea`);
  await button(phone, "Use a recovery code").click();
  await phone.getByRole("textbox", { name: "Recovery code" }).fill(code);
  await button(phone, "Continue").click();
  await isAt(phone, "/space/tea");
  await button(phone, "Join").click();
  await isInside(phone);
  await isDescribed(participant(phone, "Kim"), "guest", false);
  await laptop.reload();
  const sessions = laptop.getByRole("list", { name: "Where you are signed in" });
  await eventually(async () => expect(await sessions.getByRole("listitem").count()).toBe(2));
  await sessions.getByRole("button", { name: "End" }).click();
  await phone.getByRole("button", { name: "Come back here" }).waitFor();
  await eventually(async () => expect(await sessions.getByRole("listitem").count()).toBe(1));
  await phone.goto(`${namedUrl(testbed)}/account`);
  await isAt(phone, "/sign-in");
});
