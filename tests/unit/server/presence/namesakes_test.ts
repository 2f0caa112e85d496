/** People with equal names are numbered in the order of joining, alike in every list. */
import { expect } from "expect";
import { decodeJwt } from "jose";
import { attribute } from "../../../../lib/contract/participant.ts";
import { numberingLifeMs } from "../../../../lib/server/seats/seats.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { asked, join, owned } from "../../../fakes/owned_space.ts";
import { eventOf } from "../../../fakes/test_services.ts";
import type { TestBrowser, TestServer } from "../../../fakes/test_server.ts";

async function sinceOf(browser: TestBrowser, participantName?: string): Promise<string> {
  const body = { roomName: "space-tea", participantName };
  const { token } = await (await browser.send("POST", "/api/livekit/token", body)).json();
  return decodeJwt<{ attributes: Record<string, string> }>(token).attributes[attribute.since];
}

async function leave(server: TestServer, seatId: string): Promise<void> {
  const inside = server.livekit.rooms.get("space-tea") ?? [];
  const gone = inside.filter(({ identity }) => identity.startsWith(seatId));
  server.livekit.rooms.set("space-tea", inside.filter((other) => !gone.includes(other)));
  for (const one of gone) {
    await applyWebhookEvent(server.services, eventOf("participant_left", one));
  }
}

Deno.test("a seat's number stays over a reload, and begins anew with another name or after a long absence [S81]", async () => {
  const { server, guest } = await owned();
  const kim = await guest("Kim");
  const first = await sinceOf(kim);
  expect(first).toBe(String(server.now));
  server.now += 60_000;
  expect(await sinceOf(kim)).toBe(first);
  expect(await sinceOf(kim, "Kim\u200b")).toBe(first);
  const seat = await join(server, kim);
  server.now += 5 * numberingLifeMs;
  expect(await sinceOf(kim)).toBe(first);
  await leave(server, seat);
  server.now += numberingLifeMs - 1;
  expect(await sinceOf(kim)).toBe(first);
  server.now += numberingLifeMs;
  const later = await sinceOf(kim);
  expect(later).toBe(String(server.now));
  server.now += 1000;
  expect(await sinceOf(kim, "Lee")).toBe(String(server.now));
  server.now += 1000;
  // A person who takes a name while inside comes after the others of that name.
  expect(await sinceOf(kim, "Kim")).toBe(String(server.now));
});

Deno.test("Kim and Kim (2) never change places on a reload, on any list", async () => {
  const { server, owner, guest } = await owned();
  const [first, second] = [await guest("Kim"), await guest("Kim\u00a0")];
  const firstSeat = await join(server, first);
  server.now += 1000;
  const secondSeat = await join(server, second);
  server.now += 1000;
  await leave(server, firstSeat);
  await join(server, first);
  const expected = [[firstSeat, "Kim"], [secondSeat, "Kim (2)"]];
  const presence = await (await first.send("GET", "/api/spaces/tea/presence")).json();
  expect(namesBySeat(presence.people)).toEqual(expected);
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  expect(namesBySeat(people)).toEqual(expected);
});

Deno.test("people with equal names are numbered in the waiting room and the list of people, too", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const some = [await guest("Lee"), await guest("Lee")];
  for (const lee of some) {
    expect(await asked(lee)).toBe("waiting-for-admission");
    server.now += 1000;
  }
  const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
  const called = ({ participantName }: { participantName: string }) => participantName;
  expect(knocks.map(called)).toEqual(["Lee", "Lee (2)"]);
  for (const { knockId } of knocks) {
    await owner.send("POST", `/api/spaces/tea/knocks/${knockId}`, { decision: "admit" });
  }
  // The second is inside and so comes first.
  const seat = await join(server, some[1]);
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  expect(namesBySeat(people).slice(0, 2)).toEqual([[seat, "Lee"], [null, "Lee (2)"]]);
});

function namesBySeat(people: { seatId: string; participantName: string }[]) {
  return people.map(({ seatId, participantName }) => [seatId, participantName]);
}
