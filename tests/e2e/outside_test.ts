/** Participants whose tokens were made outside Madang with LiveKit's key: agents, callers by phone, recorders. */
import { expect } from "expect";
import { AccessToken, type VideoGrant } from "livekit-server-sdk";
import { joinAsParticipant, type RtcParticipant } from "../../toolchain/rtc_participant.ts";
import { eventually } from "./eventually.ts";
import {
  button,
  isDescribed,
  isInside,
  joinSignedIn,
  participant,
  presence,
  seesPeople,
} from "./people.ts";
import { type Testbed, testsOnTestbed } from "./testbed.ts";
import { act, owner, visitor } from "./space_owner.ts";

const test = testsOnTestbed("outside");

/** Joins by a token that Madang did not make. */
async function outsider(
  testbed: Testbed,
  slug: string,
  { kind, identity, name, grant }: {
    kind: "agent" | "sip" | "egress";
    identity: string;
    name?: string;
    grant?: VideoGrant;
  },
): Promise<RtcParticipant> {
  const { apiKey, apiSecret, url } = testbed.liveKit;
  const token = new AccessToken(apiKey, apiSecret, { identity, name });
  token.kind = kind;
  token.addGrant({ roomJoin: true, room: `space-${slug}`, ...grant });
  const options = { url, token: await token.toJwt(), hasTone: kind === "agent", hasPicture: false };
  return testbed.keep(await joinAsParticipant(options));
}

test("an agent and a caller by phone say what they are, at the pre-join and inside, and a moderator acts on them", async (testbed) => {
  const slug = "machines";
  const page = await owner(testbed, { slug });
  await outsider(testbed, slug, { kind: "agent", identity: "agent-AJ_1", name: "Scribe" });
  await outsider(testbed, slug, { kind: "sip", identity: "sip_+8210" });
  await outsider(testbed, slug, {
    kind: "egress",
    identity: "EG_1",
    grant: { hidden: true, recorder: true },
  });
  const guest = await visitor(testbed, slug);
  await guest.getByRole("listitem", { name: "Agent", exact: true }).waitFor();
  await guest.getByText("One person", { exact: true }).waitFor();
  await page.getByRole("listitem", { name: "Phone", exact: true }).waitFor();

  await joinSignedIn(page);
  await isInside(page);
  await seesPeople(page, "Olive", "Scribe", "Phone");
  const scribe = participant(page, "Scribe");
  await isDescribed(scribe, "agent");
  await isDescribed(scribe, "guest", false);
  await isDescribed(scribe, "muted", false);
  await page.getByText("2 people", { exact: true }).waitFor();
  await eventually(async () => {
    expect((await presence(testbed, slug)).others?.map(({ kind }) => kind)).toEqual([
      ...["agent", "sip"],
    ]);
  });

  await act(page, "Scribe", "Mute");
  await isDescribed(scribe, "muted");
  await scribe.hover();
  await button(page, "More options for Scribe").click();
  expect(await page.getByRole("button", { name: "Ban…" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await act(page, "Scribe", "Remove from the call");
  await seesPeople(page, "Olive", "Phone");
  await act(page, "Phone", "Remove from the call");
  await seesPeople(page, "Olive");
});
