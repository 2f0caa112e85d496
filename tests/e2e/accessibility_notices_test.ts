/** What a call says in between, checked by `faultsOf()`. */
import { expect } from "expect";
import { locales } from "../../components/messages/locale.ts";
import { testsInPlace } from "./place.ts";
import { hum, toneMicrophone } from "./tone_microphone.ts";
import { Walker } from "./walker.ts";

const test = testsInPlace("accessibility-notices");

for (const locale of locales) {
  test(`what a call says to who talks while muted, in ${locale}: nothing serious is found`, async (place) => {
    const walker = await Walker.set(place, locale);
    const { page, context, call, words } = walker;
    await context.grantPermissions(["microphone"]);
    await context.addInitScript(toneMicrophone);
    await walker.goTo(`/space/muted-${locale}`);
    await walker.button(words.door.microphone).click();
    await walker.join("Kim");
    await hum(page, 0.0005);
    await walker.button(call.call.microphone).click();
    await page.getByRole("button", { name: call.call.microphone, pressed: false }).waitFor();
    await hum(page, 0.1);
    await page.getByText(call.call.mutedTalk).waitFor();
    // It goes after 8 s, which two themes and four sizes may take: as if one went on to look.
    await walker.sees("call, talking while muted");
    expect(walker.faults).toEqual([]);
  });
}
