/** The list of people, raised hands and reactions, among an owner, a guest and a client that is no browser. */
import { expect } from "expect";
import { eventually } from "./eventually.ts";
import { button, isDescribed, join, joinByApi, joinSignedIn, participant } from "./people.ts";
import { owner, visitor } from "./space_owner.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("people");

test("hands are raised in order, kept over a reload and lowered; reactions rise; a moderator mutes all", async (testbed) => {
  const olive = await owner(testbed, { slug: "hands" });
  await joinSignedIn(olive);
  const kim = await visitor(testbed, "hands");
  await join(kim, "Kim", { hasMicrophone: true });
  await joinByApi(testbed, "hands", "Park");

  // By the key; then by the button.
  await kim.keyboard.press("h");
  await kim.getByText("Your hand is up. You are first.").waitFor();
  await isDescribed(participant(olive, "Kim"), "hand raised");
  await button(olive, "Raise hand").click();
  await olive.getByText("You are second.").waitFor();

  await olive.keyboard.press("p");
  const panel = olive.getByRole("complementary", { name: "People" });
  const hands = panel.getByRole("list", { name: "Raised hands" }).getByRole("listitem");
  const others = panel.getByRole("list", { name: "Everybody" }).getByRole("listitem");
  await eventually(async () => expect(await hands.count()).toBe(2));
  expect(await hands.first().textContent()).toMatch(/Kim.*number 1.*microphone on/);
  expect(await others.textContent()).toMatch(/Park.*guest/);

  // A reload keeps the hand and its place, for a newcomer too.
  await kim.reload();
  await join(kim, "Kim");
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await kim.getByText("You are first.").waitFor();

  // Others see a reaction on the tile, and a reader hears it.
  await kim.keyboard.press("r");
  // It shows for seconds: the wait for it begins first.
  const applause = participant(olive, "Kim").getByText("👏").waitFor();
  await Promise.all([applause, button(kim, "applause").click()]);
  await olive.getByText("Kim: applause.").waitFor();
  await kim.keyboard.press("Escape");

  // A voice can be louder than it comes.
  const menu = panel.getByRole("button", { name: "More options for Kim" });
  await menu.click();
  await olive.getByRole("slider", { name: "Volume of Kim" }).fill("180");
  await eventually(async () => {
    // A gain plays it, while the muted element holds the sound.
    const muted = await olive.locator("audio").evaluateAll((all) =>
      all.filter((one) => one instanceof HTMLMediaElement && one.muted).length
    );
    expect(muted).toBe(1);
  });
  await olive.keyboard.press("Escape");

  await button(olive, "Mute all").click();
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await menu.click();
  await olive.getByRole("button", { name: "Lower their hand", exact: true }).click();
  await eventually(async () => expect(await hands.count()).toBe(1));
  await olive.getByText("You are first.").waitFor();
  await button(olive, "Lower all hands").click();
  await eventually(async () => expect(await hands.count()).toBe(0));
  await isDescribed(participant(kim, "Olive"), "hand raised", false);
  await kim.getByText("Your hand is up.").waitFor({ state: "detached" });
});
