/**
 * People sign in in the middle of a call while two replicas answer them in turn: the built app twice, one KV server, a real
 * provider, LiveKit and a browser. What one replica began the other ends.
 */
import { expect } from "expect";
import { captures, hearsPeople } from "../e2e/media_spy.ts";
import { Authenticator, lacksPasskeys } from "../e2e/passkeys.ts";
import { button, isDescribed, participant, seesPeople } from "../e2e/people.ts";
import { testsOnTestbed } from "../e2e/testbed.ts";
import {
  askForSeat,
  isGuestSessionOver,
  makePasskey,
  meet,
  openWindow,
} from "../e2e/session_switch.ts";
import { isHeldBeforeItGoes, neverMoreThan, recordTiles } from "../e2e/tile_record.ts";
import { AppReplicas } from "./app_replicas.ts";

const replicas = new AppReplicas();
const onTestbed = testsOnTestbed("sign-in-on-replicas", {
  hasProvider: true,
  start: (options) => replicas.start(options),
});
/** Each test counts its own requests alone, in whatever order they run. */
const test: typeof onTestbed = (claim, body, options) =>
  onTestbed(claim, (testbed) => {
    replicas.heard.clear();
    return body(testbed);
  }, options);
const tokenPath = "/api/livekit/token";

test("a sign-in at a provider, begun on one replica and ended on the other, keeps seat, tile and sound", async (testbed) => {
  const { slug, kim, lee } = await meet(testbed, { hasMicrophone: true });
  const seat = await askForSeat(kim, testbed, slug);
  await recordTiles(lee);
  await button(kim, "Sign in").click();
  const window = await openWindow(kim);
  await window.getByRole("button", { name: "I am Alice Archer" }).click();
  await seesPeople(lee, "Alice Archer", "Lee");
  await kim.getByRole("dialog").waitFor({ state: "detached" });
  await isDescribed(participant(lee, "Alice Archer"), "guest", false);
  await isDescribed(participant(lee, "Alice Archer"), "muted", false);
  await hearsPeople(lee, 1);
  await neverMoreThan(lee, 2);
  await isHeldBeforeItGoes(lee, "Kim");
  expect(await captures(kim)).toEqual(["audio"]);
  await isGuestSessionOver(kim, testbed);
  expect(replicas.heard.get("/auth/oidc/start")).toEqual([0]);
  expect(replicas.heard.get("/auth/oidc/callback")).toEqual([1]);
  // Kim, Lee, and Kim's seat as it was; then the switch, on the other replica than the one before.
  expect(replicas.heard.get(tokenPath)).toEqual([0, 1, 0, 1]);
  expect(await askForSeat(kim, testbed, slug)).toBe(seat);
});

test(
  "a passkey, begun on one replica and ended on the other, is made and used in the call",
  async (testbed) => {
    const { slug, kim, lee } = await meet(testbed);
    await Authenticator.of(kim);
    const seat = await askForSeat(kim, testbed, slug);
    await recordTiles(lee);
    await makePasskey(kim, "Kim");
    await isDescribed(participant(lee, "Kim"), "guest", false);
    expect(await askForSeat(kim, testbed, slug)).toBe(seat);
    await button(kim, "Your account: Kim").click();
    await button(kim, "Sign out and stay as a guest").click();
    await isDescribed(participant(lee, "Kim"), "guest");
    expect(await askForSeat(kim, testbed, slug)).not.toBe(seat);
    await button(kim, "Sign in").click();
    await button(kim, "Use a passkey").click();
    await isDescribed(participant(lee, "Kim"), "guest", false);
    await neverMoreThan(lee, 2);
    for (const ceremony of ["registration", "authentication"]) {
      expect(replicas.heard.get(`/api/passkeys/${ceremony}/options`)).toEqual([0]);
      expect(replicas.heard.get(`/api/passkeys/${ceremony}`)).toEqual([1]);
    }
    const tokens = replicas.heard.get(tokenPath) ?? [];
    expect(tokens).toEqual(tokens.map((_, at) => at % 2));
  },
  { ignore: lacksPasskeys },
);
