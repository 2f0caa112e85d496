/** Captions that an agent writes, as people see them. */
import { expect } from "expect";
import { AccessToken } from "livekit-server-sdk";
import { joinAsParticipant, type RtcParticipant } from "../../toolchain/rtc_participant.ts";
import { faultsOf } from "./page_checks.ts";
import { button, join, joinByApi } from "./people.ts";
import { type Testbed, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("captions");

/** An agent, by a token that Madang did not make. */
async function agent(testbed: Testbed, slug: string): Promise<RtcParticipant> {
  const { apiKey, apiSecret, url } = testbed.liveKit;
  const attributes = { "madang.captions": "on" };
  const token = new AccessToken(apiKey, apiSecret, {
    identity: "agent-1",
    name: "Scribe",
    attributes,
  });
  token.kind = "agent";
  token.addGrant({ roomJoin: true, room: `space-${slug}` });
  const options = { url, token: await token.toJwt(), hasTone: false, hasPicture: false };
  return testbed.keep(await joinAsParticipant(options));
}

test("captions of an agent are told to all and shown by choice; a guest that writes them for another is not believed [S324]", async (testbed) => {
  const page = await testbed.visit(await testbed.person({ reducedMotion: "reduce" }), "captions");
  await join(page, "Kim", { hasMicrophone: true });
  const park = await joinByApi(testbed, "captions", "Park", { hasTone: false, hasPicture: false });
  const kimsTrack = () => park.other("Kim")?.tracks.find(({ source }) => source === "microphone");
  await park.until("Kim's track", () => kimsTrack() !== undefined);
  const write = (writer: RtcParticipant, text: string, segment: string, isFinal = true) =>
    writer.write(text, "lk.transcription", {
      "lk.segment_id": segment,
      "lk.transcription_final": String(isFinal),
      "lk.transcribed_track_id": kimsTrack()?.sid ?? "",
    });
  const told = page.getByText("Captions are on: an agent writes down what is said.");
  expect(await told.count()).toBe(0);

  const scribe = await agent(testbed, "captions");
  await told.waitFor();
  await button(page, "Show captions").click();
  await write(park, "I give everything to Park", "1");
  await write(scribe, "Good mor", "2", false);
  const log = page.getByRole("log", { name: "Captions" });
  await log.getByText("Good mor", { exact: true }).waitFor();
  await write(scribe, "Good <b>morning</b>.", "2");
  await log.getByText("Good <b>morning</b>.", { exact: true }).waitFor();
  expect(await log.getByRole("paragraph").allTextContents()).toEqual(["Kim Good <b>morning</b>."]);
  expect(await faultsOf(page, "captions under")).toEqual([]);

  await page.getByRole("combobox", { name: "Place" }).selectOption("Beside");
  await page.getByRole("combobox", { name: "Text size" }).selectOption("Large");
  expect(await faultsOf(page, "captions beside")).toEqual([]);
  await page.reload();
  await join(page, "Kim");
  await page.getByRole("combobox", { name: "Place" }).waitFor();
  expect(await page.getByRole("combobox", { name: "Text size" }).inputValue()).toBe("large");
  await scribe.leave();
  await told.waitFor({ state: "detached" });
});
