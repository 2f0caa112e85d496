/** A call between two browsers and a participant that is none, on a real LiveKit server. */
import { expect } from "expect";
import { eventually } from "./eventually.ts";
import { hearsPeople, seesMovingPicture } from "./media_spy.ts";
import {
  button,
  isDescribed,
  join,
  joinByApi,
  participant,
  presence,
  seesPeople,
  switchOff,
  switchOn,
} from "./people.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("call");

test("two browsers and a participant see and hear each other", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "tea");
  await join(kim, "Kim", { hasMicrophone: true, hasCamera: true });
  const lee = await testbed.visit(await testbed.person(), "tea");
  await join(lee, "Lee", { hasMicrophone: true, hasCamera: true });
  const park = await joinByApi(testbed, "tea", "Park");

  for (const page of [kim, lee]) await seesPeople(page, "Kim", "Lee", "Park");
  await park.until("Kim and Lee", () => !!park.other("Kim") && !!park.other("Lee"));

  await seesMovingPicture(participant(kim, "Lee"));
  await seesMovingPicture(participant(kim, "Park"));
  await seesMovingPicture(participant(lee, "Kim"));
  await seesMovingPicture(participant(lee, "Park"));
  await hearsPeople(kim, 2);
  await hearsPeople(lee, 2);
  for (const name of ["Kim", "Lee"]) {
    const tracks = () => park.other(name)?.tracks ?? [];
    await park.until(
      `a picture of ${name}`,
      () =>
        tracks().some(({ source, frames, width }) =>
          source === "camera" && frames > 5 && width > 16
        ),
    );
    await park.until(
      `the sound of ${name}`,
      () => tracks().some(({ source, loudness }) => source === "microphone" && loudness > 0.001),
    );
  }
});

test("muting travels, and the camera's going does", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "mute");
  await join(kim, "Kim", { hasMicrophone: true, hasCamera: true });
  const lee = await testbed.visit(await testbed.person(), "mute");
  await join(lee, "Lee");
  const park = await joinByApi(testbed, "mute", "Park");
  const kimsMicrophone = () =>
    park.other("Kim")?.tracks.find(({ source }) => source === "microphone");

  await isDescribed(participant(lee, "Kim"), "muted", false);
  await isDescribed(participant(lee, "Lee"), "you");
  await isDescribed(participant(lee, "Lee"), "muted");
  await switchOff(kim, "Microphone");
  await isDescribed(participant(lee, "Kim"), "muted");
  await park.until("Kim to be muted", () => kimsMicrophone()?.isMuted === true);
  await switchOn(kim, "Microphone");
  await isDescribed(participant(lee, "Kim"), "muted", false);
  await park.until("Kim to be heard", () => kimsMicrophone()?.isMuted === false);

  await seesMovingPicture(participant(lee, "Kim"));
  await switchOff(kim, "Camera");
  await participant(lee, "Kim").locator("video").waitFor({ state: "detached" });
});

test("webhooks make presence, and leaving travels", async (testbed) => {
  const lee = await testbed.visit(await testbed.person(), "presence");
  const kim = await testbed.visit(await testbed.person(), "presence");
  await join(kim, "Kim");
  const park = await joinByApi(testbed, "presence", "Park");

  // Within seconds: less than the 20 after which LiveKit notices by itself that a client is gone.
  const word = 15;
  await eventually(async () => expect((await presence(testbed, "presence")).count).toBe(2), word);
  expect((await presence(testbed, "presence")).people).toBeUndefined();
  const { people } = await presence(testbed, "presence", kim);
  expect(people?.map(({ participantName }) => participantName).sort()).toEqual(["Kim", "Park"]);
  // Lee, still at the pre-join, has no session: sees a count, and no names.
  await lee.getByText("2 people").waitFor();

  await join(lee, "Lee");
  await seesPeople(lee, "Kim", "Lee", "Park");
  await park.leave();
  for (const page of [kim, lee]) await seesPeople(page, "Kim", "Lee");
  await button(kim, "Leave").click();
  await seesPeople(lee, "Lee");
  await eventually(async () => expect((await presence(testbed, "presence")).count).toBe(1), word);
  await lee.close();
  // A Firefox that closes a page may lose its last word: LiveKit notices after some 20 s.
  const within = isFirefox ? 40 : word;
  await eventually(async () => expect((await presence(testbed, "presence")).count).toBe(0), within);
});

test("markup in a name is text, and two of one name are told apart", async (testbed) => {
  const name = `<script>document.title="Oh"</script>`;
  const first = await testbed.visit(await testbed.person(), "names");
  await join(first, name);
  const second = await testbed.visit(await testbed.person(), "names");
  await join(second, name);
  for (const page of [first, second]) {
    await seesPeople(page, name, `${name} (2)`);
    expect(await page.title()).not.toBe("Oh");
  }
  const visitor = await testbed.visit(await testbed.person(), "names");
  await visitor.getByText("2 people").waitFor();
  await first.reload();
  await first.getByText(name).first().waitFor();
  expect(await first.title()).not.toBe("Oh");
});
