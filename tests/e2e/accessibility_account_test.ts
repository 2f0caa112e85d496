/** Signing in, one's account, and both in a call, in both languages; each state is checked by `faultsOf()`. */
import { expect } from "expect";
import { accountWordsOf } from "../../components/messages/account_words.ts";
import { ownAccountWords } from "../../components/messages/own_account_words.ts";
import { locales } from "../../components/messages/locale.ts";
import { Authenticator, isAt, lacksPasskeys, namedUrl } from "./passkeys.ts";
import { testsOnTestbed } from "./testbed.ts";
import { Walker } from "./accessibility_walk.ts";

const test = testsOnTestbed("accessibility-account", {
  hasProvider: true,
  ignore: lacksPasskeys,
});

for (const locale of locales) {
  test(`signing in and the account, in ${locale}: nothing serious is found`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { page } = walker;
    const { signIn, trouble } = accountWordsOf(locale);
    const account = ownAccountWords[locale];
    const device = await Authenticator.of(page);
    await page.goto(`${namedUrl(testbed)}/sign-in`);
    await walker.sees("sign-in");
    await device.verifies(false);
    await walker.button(signIn.usePasskey).click();
    await page.getByText(trouble.cancelled).waitFor();
    await walker.sees("sign-in, no passkey");
    await device.verifies(true);
    await walker.button(signIn.useCode).click();
    await walker.button(signIn.enter).click();
    await page.getByText(signIn.codeMissing).waitFor();
    await walker.sees("sign-in, by a code, none written");
    await walker.button(signIn.back).click();
    await walker.button(signIn.beNew).click();
    await walker.button(signIn.makePasskey).click();
    await page.getByText(walker.words.door.nameMissing).waitFor();
    await walker.sees("sign-in, new, no name");
    await page.getByRole("textbox").fill(
      "Wolfeschlegelsteinhausenbergerdorffwelchevoralternx".slice(0, 50),
    );
    await walker.button(signIn.makePasskey).click();
    await isAt(page, "/account");
    await page.getByRole("heading", { name: account.title }).waitFor();
    await walker.sees("account, new");
    await walker.button(account.addPasskey).click();
    await page.getByText(trouble["already-here"]).waitFor();
    await walker.button(account.makeCodes).click();
    await walker.button(account.copyCodes).waitFor();
    await walker.sees("account, codes and a trouble");
    const item = page.getByRole("list", { name: account.passkeys, exact: true }).getByRole(
      "listitem",
    );
    await item.getByRole("button").first().click();
    await page.getByRole("textbox", { name: account.passkeyName }).waitFor();
    await walker.sees("account, naming a passkey");
    await page.keyboard.press("Escape");
    await item.getByRole("button").last().click();
    await page.getByText(account.removeAsk).waitFor();
    await walker.button(account.delete).click();
    await page.getByText(account.deleteAsk).waitFor();
    await walker.sees("account, removing a passkey, and the account");
    await page.goto(namedUrl(testbed));
    await walker.sees("home, signed in");
    expect(walker.faults).toEqual([]);
  });

  test(`who one is in a call, in ${locale}: nothing serious is found`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { page, call } = walker;
    const { link, signIn, inCall } = accountWordsOf(locale);
    const name = locale === "ko" ? "지은" : "Haru";
    await Authenticator.of(page);
    await page.goto(`${namedUrl(testbed)}/space/account-${locale}`);
    await walker.join(name);
    await page.evaluate(() => globalThis.open = () => null);
    await walker.button(link.signIn).click();
    await walker.button(signIn.continueWith("Test House")).click();
    await page.getByText(inCall.blocked).waitFor();
    await walker.sees("call, signing in, no window");
    await walker.button(signIn.beNew).click();
    await page.getByRole("textbox", { name: walker.words.door.name }).waitFor();
    await walker.sees("call, signing in, new");
    await page.route("**/api/livekit/token", (route) => route.abort());
    await walker.button(signIn.makePasskey).click();
    await page.getByText(call.callError.offline).waitFor();
    await walker.sees("call, signed in, the call is refused");
    await page.unrouteAll();
    await walker.button(inCall.tryAgain).click();
    await walker.button(link.account(name)).click();
    await walker.button(inCall.outAndStay).waitFor();
    await walker.sees("call, signing out");
    expect(walker.faults).toEqual([]);
  });
}
