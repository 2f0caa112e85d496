/** Notices during a call, and those for device faults that a test has to cause; each is checked by `faultsOf()`. */
import { expect } from "expect";
import { locales } from "../../components/messages/locale.ts";
import { plugIn, stubDevices, unplug } from "./device_stub.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";
import { likeSlowMachine } from "./slow_machine.ts";
import { keepTracks, systemMutes } from "./system_mute.ts";
import { hum, toneMicrophone } from "./tone_microphone.ts";
import { Walker } from "./accessibility_walk.ts";
import { keepSignal, weakens } from "./weak_connection.ts";

const test = testsOnTestbed("accessibility-notices");

for (const locale of locales) {
  test(`what a call says of devices, in ${locale}: nothing serious is found`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { page, context, call } = walker;
    // Before a permission no device has a name.
    await context.grantPermissions(["microphone", "camera"]);
    await context.addInitScript(keepTracks);
    await context.addInitScript(likeSlowMachine);
    await context.addInitScript(keepSignal);
    await stubDevices(context);
    const slug = `devices-${locale}`;
    await walker.goTo(`/space/${slug}`);
    const { words } = walker;
    for (const device of [words.door.microphone, words.door.camera]) {
      await walker.button(device).click();
      await page.getByRole("button", { name: device, exact: true, pressed: true }).waitFor();
    }
    await walker.join("Kim");
    await weakens(page, testbed, slug, "Kim");
    await page.getByText(call.call.weak).waitFor();
    await page.getByText(call.call.lighter).waitFor();
    await walker.sees("call, a weak connection and a lighter picture");

    const label = "Fake Audio Input 2";
    await walker.button(walker.settings.title).click();
    await page.getByRole("tab", { name: walker.settings.video }).click();
    await walker.button(call.call.sendInFull).last().waitFor();
    await walker.sees("settings, video, a lighter picture");
    await page.getByRole("tab", { name: walker.settings.audio }).click();
    await page.getByRole("combobox", { name: walker.settings.inputDevice }).selectOption({ label });
    await page.waitForFunction(
      (label) => globalThis.deviceStub.tracks.some((track) => track.label === label),
      label,
    );
    await walker.button(walker.settings.close).click();
    await unplug(page, label);
    await page.getByText(call.deviceNotice.gone.microphone(label)).waitFor();
    await walker.sees("call, a device is gone");
    await plugIn(page);
    await page.getByText(call.deviceNotice.back.microphone(label)).waitFor();
    await walker.sees("call, a device is back");
    await page.evaluate(() => globalThis.deviceStub.refusals = Array(2).fill("NotReadableError"));
    await walker.button(call.deviceNotice.useAgain).click();
    await page.getByText(call.deviceNotice.held.microphone(label)).waitFor();
    await walker.sees("call, a device is held");
    await walker.button(call.askAgain).click();

    await page.waitForFunction((label) => {
      const newest = globalThis.deviceStub.tracks.at(-1);
      return newest?.label === label && newest.readyState === "live";
    }, label);
    await systemMutes(page, true);
    await walker.button(call.taken.getItBack).waitFor();
    await walker.sees("call, the microphone is taken");
    expect(walker.faults).toEqual([]);
    // Firefox has one fake microphone, and so no second one to go on with.
  }, { ignore: isFirefox });

  test(`what a call says to who talks while muted, in ${locale}: nothing serious is found`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
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
