/** People with equal names are numbered in the order of joining, alike in every list. */
import { expect } from "expect";
import { decodeJwt } from "jose";
import { attribute } from "../../../../lib/contract/participant.ts";
import { numberingLifeMs } from "../../../../lib/server/seats/seats.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { asked, join, owned } from "../../../fakes/owned_stage.ts";
import { eventOf } from "../../../fakes/presence_stage.ts";
import type { ServerStage, StageBrowser } from "../../../fakes/server_stage.ts";

async function sinceOf(browser: StageBrowser, participantName?: string): Promise<string> {
  const body = { roomName: "space-tea", participantName };
  const { token } = await (await browser.send("POST", "/api/livekit/token", body)).json();
  return decodeJwt<{ attributes: Record<string, string> }>(token).attributes[attribute.since];
}

async function leave(stage: ServerStage, seatId: string): Promise<void> {
  const inside = stage.livekit.rooms.get("space-tea") ?? [];
  const gone = inside.filter(({ identity }) => identity.startsWith(seatId));
  stage.livekit.rooms.set("space-tea", inside.filter((other) => !gone.includes(other)));
  for (const one of gone) await applyWebhookEvent(stage.services, eventOf("participant_left", one));
}

Deno.test("a seat's number stays over a reload, and begins anew with another name or after a long absence [S81]", async () => {
  const { stage, guest } = await owned();
  const kim = await guest("Kim");
  const first = await sinceOf(kim);
  expect(first).toBe(String(stage.now));
  stage.now += 60_000;
  expect(await sinceOf(kim)).toBe(first);
  expect(await sinceOf(kim, "Kim\u200b")).toBe(first);
  const seat = await join(stage, kim);
  stage.now += 5 * numberingLifeMs;
  expect(await sinceOf(kim)).toBe(first);
  await leave(stage, seat);
  stage.now += numberingLifeMs - 1;
  expect(await sinceOf(kim)).toBe(first);
  stage.now += numberingLifeMs;
  const later = await sinceOf(kim);
  expect(later).toBe(String(stage.now));
  stage.now += 1000;
  expect(await sinceOf(kim, "Lee")).toBe(String(stage.now));
  stage.now += 1000;
  // A person who takes a name while inside comes after the others of that name.
  expect(await sinceOf(kim, "Kim")).toBe(String(stage.now));
});

Deno.test("Kim and Kim (2) never change places on a reload, on any list", async () => {
  const { stage, owner, guest } = await owned();
  const [first, second] = [await guest("Kim"), await guest("Kim\u00a0")];
  const firstSeat = await join(stage, first);
  stage.now += 1000;
  const secondSeat = await join(stage, second);
  stage.now += 1000;
  await leave(stage, firstSeat);
  await join(stage, first);
  const expected = [[firstSeat, "Kim"], [secondSeat, "Kim (2)"]];
  const presence = await (await first.send("GET", "/api/spaces/tea/presence")).json();
  expect(namesBySeat(presence.people)).toEqual(expected);
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  expect(namesBySeat(people)).toEqual(expected);
});

Deno.test("people with equal names are numbered in the waiting room and the list of people, too", async () => {
  const { stage, owner, guest } = await owned({ policy: "knock" });
  const some = [await guest("Lee"), await guest("Lee")];
  for (const lee of some) {
    expect(await asked(lee)).toBe("waiting-for-admission");
    stage.now += 1000;
  }
  const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
  const called = ({ participantName }: { participantName: string }) => participantName;
  expect(knocks.map(called)).toEqual(["Lee", "Lee (2)"]);
  for (const { knockId } of knocks) {
    await owner.send("POST", `/api/spaces/tea/knocks/${knockId}`, { decision: "admit" });
  }
  // The second is inside and so comes first.
  const seat = await join(stage, some[1]);
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  expect(namesBySeat(people).slice(0, 2)).toEqual([[seat, "Lee"], [null, "Lee (2)"]]);
});

function namesBySeat(people: { seatId: string; participantName: string }[]) {
  return people.map(({ seatId, participantName }) => [seatId, participantName]);
}
