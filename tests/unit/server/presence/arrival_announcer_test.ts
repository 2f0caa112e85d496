import { expect } from "expect";
import { arrivalNoticesSchema } from "../../../../lib/contract/space.ts";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { createLog } from "../../../../lib/server/base/log.ts";
import {
  ArrivalAnnouncer,
  arrivalsPerNotice,
  noticePauseMs,
} from "../../../../lib/server/presence/arrival_announcer.ts";

/** An announcer with a LiveKit that notes each notice, and timers that the test lets run. */
function openServer() {
  const told: string[][] = [];
  const timers: (() => void)[] = [];
  const server = { failure: null as Error | null };
  const announcer = new ArrivalAnnouncer({
    livekit: {
      sendData(roomName, _identity, _topic, data) {
        const notices = arrivalNoticesSchema.parse(JSON.parse(new TextDecoder().decode(data)));
        told.push([roomName, ...[notices].flat().map(({ sid }) => sid)]);
        return server.failure ? Promise.reject(server.failure) : Promise.resolve();
      },
    },
    log: createLog({ level: "error", write: () => {}, now: () => 0 }),
    after(milliseconds, run) {
      expect(milliseconds).toBe(noticePauseMs);
      timers.push(run);
    },
  });
  return {
    told,
    server,
    announcer,
    join: (roomName: string, ...sids: string[]) => {
      for (const sid of sids) {
        const participant = { identity: sid, sid, name: sid, attributes: {}, joinedAtMs: 1234 };
        announcer.announce(roomName, participant);
      }
    },
    pass: () => timers.splice(0).forEach((run) => run()),
    get timers() {
      return timers.length;
    },
  };
}

Deno.test("ArrivalAnnouncer tells of the first newcomer at once, and of those in its pause together", () => {
  const { join, told, pass } = openServer();
  join("tea", "a");
  expect(told).toEqual([["tea", "a"]]);
  join("tea", "b", "c");
  join("jam", "x");
  expect(told).toEqual([["tea", "a"], ["jam", "x"]]);
  pass();
  expect(told.slice(2)).toEqual([["tea", "b", "c"]]);
});

Deno.test("ArrivalAnnouncer begins anew after a pause without newcomers, and keeps nothing of the room", () => {
  const server = openServer();
  server.join("tea", "a");
  server.pass();
  expect(server.timers).toBe(0);
  server.join("tea", "b");
  expect(server.told).toEqual([["tea", "a"], ["tea", "b"]]);
});

Deno.test("ArrivalAnnouncer tells nothing of a participant that left meanwhile", () => {
  const { announcer, join, told, pass } = openServer();
  join("tea", "a", "b", "c");
  announcer.forget("tea", "b");
  announcer.forget("jam", "x");
  pass();
  expect(told.slice(1)).toEqual([["tea", "c"]]);
});

Deno.test("ArrivalAnnouncer splits a crowd, so that each notice fits into a data message", () => {
  const { join, told, pass } = openServer();
  join("tea", "first", ...Array.from({ length: arrivalsPerNotice + 1 }, (_, at) => `p${at}`));
  pass();
  expect(told.map((one) => one.length - 1)).toEqual([1, arrivalsPerNotice, 1]);
});

Deno.test("ArrivalAnnouncer goes on after a notice that LiveKit did not take", () => {
  const { server, join, told, pass } = openServer();
  server.failure = new AppError("livekit-unavailable", "away");
  join("tea", "a", "b");
  server.failure = null;
  pass();
  expect(told).toEqual([["tea", "a"], ["tea", "b"]]);
});
