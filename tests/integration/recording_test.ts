/** *Record here* with a real LiveKit server: who is told of it, when, and until when. */
import { expect } from "expect";
import { attribute, recordingSinceOf } from "../../lib/contract/seat_identity.ts";
import { defaultPublishSources } from "../../lib/server/access/access.ts";
import { authenticate } from "../../lib/server/sessions/principal.ts";
import { membershipWrites, spaceKey } from "../../lib/server/rows/space_rows.ts";
import { setRow } from "../../lib/server/storage/kv_port.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { heard } from "../fakes/owned_space.ts";
import { startTestServer, type TestServer } from "./test_server.ts";

const silent = { hasTone: false, hasPicture: false };

/** "tea" with an owner elsewhere, and a guest who moderates it: their session. */
async function moderated(server: TestServer): Promise<string> {
  const { services } = server;
  const sessionToken = await server.guest("tea", "Kim");
  const none = { bearer: null, userCookie: null, guestCookie: null };
  const { principalId } = await authenticate(services, { ...none, sessionToken }, "tea");
  const space = {
    ...{
      slug: "tea",
      ownerId: "elsewhere",
      createdAt: 0,
      policy: "open",
      isLocked: false,
    } as const,
    ...{ capacity: 50, defaultRole: "speaker", publishSources: defaultPublishSources } as const,
  };
  const membership = {
    ...{ personId: "person_1", slug: "tea", owner: principalId, participantName: "Kim" },
    ...{ role: "moderator", isBanned: false, admittedAt: null, refusedUntil: 0 } as const,
    linkId: null,
  };
  await services.kv.commit({
    checks: [],
    writes: [setRow(spaceKey("tea"), space), ...membershipWrites(membership)],
  });
  return sessionToken;
}

Deno.test("a recording is told to people inside and to newcomers before it begins, is nobody's to claim, and ends with its recorder [S403]", async () => {
  await using server = await startTestServer();
  const record = (sessionToken: string, isRecording: boolean) =>
    heard(fetch(`${server.url}/api/spaces/tea/recording`, {
      method: "PUT",
      headers: { "content-type": "application/json", authorization: `Bearer ${sessionToken}` },
      body: JSON.stringify({ isRecording }),
    }));
  const kimSession = await moderated(server);
  const leeSession = await server.guest("tea", "Lee");
  const kim = await joinAsParticipant({ ...await server.token("tea", kimSession), ...silent });
  const lee = await joinAsParticipant({ ...await server.token("tea", leeSession), ...silent });
  const sees = (name: string) => ({ others }: typeof lee.snapshot) =>
    others.some((one) => one.name === name && recordingSinceOf(one) !== null);
  await server.presenceUntil("tea", ({ count }) => count === 2);
  expect(await record(leeSession, true)).toBe("not-allowed");
  expect(await record(kimSession, true)).toBe("204");
  // The answer comes after LiveKit was told; the door says it by then.
  await server.presenceUntil("tea", ({ isRecorded }) => isRecorded === true);
  await lee.until("to see that Kim records", sees("Kim"));
  const park = await joinAsParticipant({
    ...await server.token("tea", await server.guest("tea", "Park")),
    ...silent,
  });
  await park.until("to see that Kim records", sees("Kim"));

  // What a client asks LiveKit for itself comes to nothing: the later message shows that the claim was answered.
  await lee.claim({ [attribute.recording]: "1" });
  await kim.claim({ [attribute.recording]: "" });
  await Promise.all([lee.send("asked"), kim.send("asked")]);
  const after = await park.until("both to have asked", ({ messages }) => messages.length === 2);
  expect([sees("Kim")(after), sees("Lee")(after)]).toEqual([true, false]);

  await kim.leave();
  await server.presenceUntil("tea", ({ isRecorded }) => isRecorded === undefined);
  await Promise.all([lee.leave(), park.leave()]);
});
