import { signal } from "@preact/signals";
import { expect } from "expect";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import { RaisedHands, speechPauseMs, turnMs } from "../../../../lib/media/space/raised_hands.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { FakeMediaPorts } from "../../../fakes/media/fake_media_ports.ts";

function setUp() {
  const ports = new FakeMediaPorts();
  const isSpeaking = signal(false);
  const [myHand, leesHand] = [signal<number | null>(null), signal<number | null>(null)];
  const me = fakePerson("Me", { isLocal: true, isSpeaking, handRaisedAt: myHand });
  const lee = fakePerson("Lee", { handRaisedAt: leesHand });
  const people = signal([me, lee]);
  const hands = new RaisedHands({
    slug: "tea",
    people,
    page: ports.page,
    loadApi: () => ports.loadApi(),
  });
  return { ports, me, lee, myHand, leesHand, people, isSpeaking, hands };
}

Deno.test("RaisedHands are in the order in which they were raised, with our place", () => {
  const { me, lee, myHand, leesHand, people, hands } = setUp();
  expect([hands.isRaised.value, hands.place.value, hands.raised.value]).toEqual([false, null, []]);
  myHand.value = 20;
  expect(hands.place.value).toBe(1);
  leesHand.value = 10;
  expect(hands.place.value).toBe(2);
  const park = fakePerson("Park", { handRaisedAt: signal<number | null>(15) });
  people.value = [...people.value, park];
  expect(hands.raised.value.map(({ seatId }) => seatId)).toEqual(
    [lee, park, me].map((one) => one.seatId),
  );
  expect(hands.place.value).toBe(3);
  leesHand.value = null;
  expect(hands.place.value).toBe(2);
});

Deno.test("RaisedHands asks the server in the order of clicks, and believes the call alone", async () => {
  const { ports, hands } = setUp();
  const done = Promise.all([hands.raise(), hands.lower()]);
  expect(hands.isPending.value).toBe(true);
  expect(await done).toEqual([true, true]);
  expect(ports.api.calls).toEqual(["setHand tea true", "setHand tea false"]);
  expect([hands.isPending.value, hands.isRaised.value]).toEqual([false, false]);
  ports.api.failures.setHand.push(new AppFailure("not-inside", "Not inside"));
  expect(await hands.raise()).toBe(false);
  expect(hands.error.value?.type).toBe("not-inside");
  hands.dismissError();
  expect(hands.error.value).toBeNull();
});

Deno.test("RaisedHands offers to lower the hand after a turn, once, and not for a word", () => {
  const { ports, myHand, isSpeaking, hands } = setUp();
  const stop = hands.start();
  isSpeaking.value = true;
  ports.page.advance(2 * turnMs);
  expect(hands.isLoweringOffered.value).toBe(false);
  isSpeaking.value = false;
  myHand.value = 1;
  // A word, then silence.
  isSpeaking.value = true;
  ports.page.advance(turnMs - speechPauseMs - 1);
  isSpeaking.value = false;
  ports.page.advance(2 * turnMs);
  expect(hands.isLoweringOffered.value).toBe(false);
  // A turn with a breath in it.
  isSpeaking.value = true;
  ports.page.advance(1000);
  isSpeaking.value = false;
  ports.page.advance(speechPauseMs - 1);
  isSpeaking.value = true;
  ports.page.advance(turnMs - 1000 - speechPauseMs);
  expect(hands.isLoweringOffered.value).toBe(false);
  ports.page.advance(1);
  expect(hands.isLoweringOffered.value).toBe(true);
  hands.keepRaised();
  ports.page.advance(2 * turnMs);
  expect(hands.isLoweringOffered.value).toBe(false);
  // The next hand is asked about again.
  myHand.value = null;
  myHand.value = 2;
  ports.page.advance(turnMs);
  expect(hands.isLoweringOffered.value).toBe(true);
  myHand.value = null;
  expect(hands.isLoweringOffered.value).toBe(false);
  stop();
});
