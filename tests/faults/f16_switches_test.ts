/**
 * F16. A guest becomes a user, with and without a seat elsewhere; signs out; another user takes the same browser.
 * Defects that it catches: one person twice after signing in, a guest cookie that opens a user's seat, a
 * participant that stays after signing out, a sign-out that evicts a device of another session, people who evict
 * each other.
 */
import { expect } from "expect";
import { Crowd } from "./crowd.ts";
import { EventsTold } from "./events_told.ts";
import { bound, measured } from "./figures.ts";
import { codeOf, Person, type Ticket } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

const removed = "PARTICIPANT_REMOVED";

Deno.test("F16 a person who signs in and out has one seat, keeps it, and leaves no participant behind", async (t) => {
  await using replicas = await startReplicas({ hasRounds: false });
  await using crowd = new Crowd();
  const { first, second } = replicas;
  const told = new EventsTold(replicas.webhookProxy);
  /** Joins with a stale token, and is evicted, by LiveKit's own events. */
  const comesInVain = async (ticket: Ticket) => {
    told.all.length = 0;
    crowd.enter(ticket);
    await until("evicted again", bound(5_000), () => told.isGone(ticket.participantId));
  };

  await t.step(
    "a guest who signs in keeps the seat, and the guest in the call is out",
    async () => {
      const browser = new Person("Kim");
      await browser.enter(first, "one");
      const asGuest = await browser.ticket(second, "one");
      const guest = await crowd.join(asGuest);
      const guestCookie = guestCookieOf(browser);

      await replicas.signIn(browser, "kim-1");
      const asUser = await browser.ticket(second, "one");
      expect([asUser.seatId, asUser.generation]).toEqual([asGuest.seatId, 2]);
      expect(await guest.out(bound(300))).toBe(removed);
      await crowd.join(asUser);
      await isInside(replicas, "one", asUser.participantId);

      const bare = new Person("Kim");
      bare.cookies.set("madang_guest", guestCookie);
      expect(guestCookieOf(browser)).toBe("");
      expect(codeOf(await bare.ask(first, "one"))).toBe("session-invalid");
    },
  );

  await t.step(
    "a guest who is a user elsewhere has one seat again: both others are out",
    async () => {
      const [laptop, phone] = [new Person("Kim"), new Person("Kim")];
      await replicas.signIn(laptop, "kim-2");
      const ofLaptop = await laptop.ticket(first, "two");
      const onLaptop = await crowd.join(ofLaptop);
      await phone.enter(first, "two");
      const ofGuest = await phone.ticket(second, "two");
      const guest = await crowd.join(ofGuest);
      expect(ofGuest.seatId).not.toBe(ofLaptop.seatId);

      await replicas.signIn(phone, "kim-2");
      const asUser = await phone.ticket(second, "two");
      expect(asUser.seatId).toBe(ofLaptop.seatId);
      expect(await onLaptop.out(bound(300))).toBe(removed);
      expect(await guest.out(bound(300))).toBe(removed);
      const onPhone = await crowd.join(asUser);
      await isInside(replicas, "two", asUser.participantId);
      expect((await replicas.seat(ofGuest.seatId))?.retired).toBe(true);

      // The retired seat's token opens nothing any more, and its participant disturbs no other.
      const replayed = crowd.enter(ofGuest);
      await replayed.out(bound(9_000));
      await isInside(replicas, "two", asUser.participantId);

      // The laptop does not hold the seat any more: its sign-out leaves the phone alone.
      await replicas.signOut(laptop);
      await isInside(replicas, "two", asUser.participantId);
      expect([onPhone.isConnected, onPhone.snapshot.reconnects]).toEqual([true, 0]);
      const [took] = await timed(async () => {
        await replicas.signOut(phone, second);
        await onPhone.out(bound(2_000));
      });
      measured("out of the call after signing out", took, 2_000);
      await isInside(replicas, "two");

      await phone.enter(second, "two");
      const again = await phone.ticket(first, "two");
      expect([ofLaptop.seatId, ofGuest.seatId]).not.toContain(again.seatId);
      // A token from before the sign-out opens nothing.
      await comesInVain(asUser);
      await crowd.join(again);
      await isInside(replicas, "two", again.participantId);
    },
  );

  await t.step(
    "another user on the same browser has a seat of their own, and no other changes",
    async () => {
      const [browser, other] = [new Person("Kim"), new Person("Lee")];
      await replicas.signIn(other, "lee");
      const ofLee = await other.ticket(first, "three");
      const lee = await crowd.join(ofLee);
      await replicas.signIn(browser, "kim-3");
      const ofKim = await browser.ticket(second, "three");
      const kim = await crowd.join(ofKim);

      // As the sign-in of another user does: the session that was there ends.
      await replicas.signOut(browser);
      await replicas.signIn(browser, "han");
      const ofHan = await browser.ticket(first, "three");
      expect(await kim.out(bound(2_000))).toBe(removed);
      const han = await crowd.join(ofHan);
      expect(new Set([ofLee, ofKim, ofHan].map(({ seatId }) => seatId)).size).toBe(3);
      await isInside(replicas, "three", ofLee.participantId, ofHan.participantId);
      expect([lee, han].map(({ snapshot }) => [snapshot.state, snapshot.reconnects]))
        .toEqual([["connected", 0], ["connected", 0]]);
    },
  );

  await t.step(
    "a guest with seats in two spaces leaves neither behind, by signing in or by ending",
    async () => {
      const browser = new Person("Kim");
      for (const slug of ["four", "five"]) await browser.enter(first, slug);
      const inFour = await crowd.join(await browser.ticket(first, "four"));
      const inFive = await crowd.join(await browser.ticket(second, "five"));
      await replicas.signIn(browser, "kim-4");
      const asUser = await browser.ticket(first, "four");
      expect(await inFour.out(bound(300))).toBe(removed);
      expect(await inFive.out(bound(2_000))).toBe(removed);
      const user = await crowd.join(asUser);

      const guest = new Person("Han");
      for (const slug of ["four", "five"]) await guest.enter(second, slug);
      const guests = await Promise.all(["four", "five"].map(async (slug) => {
        return await crowd.join(await guest.ticket(first, slug));
      }));
      await guest.endGuestSession(second);
      for (const member of guests) expect(await member.out(bound(2_000))).toBe(removed);
      await isInside(replicas, "four", asUser.participantId);
      await isInside(replicas, "five");
      expect([user.isConnected, user.snapshot.reconnects]).toEqual([true, 0]);
    },
  );
});

async function isInside(replicas: Replicas, slug: string, ...identities: string[]): Promise<void> {
  const truth = identities.toSorted();
  await until(`inside "${slug}": ${truth}`, bound(300), async () => {
    return String((await replicas.identities(slug)).sort()) === String(truth);
  });
  await until(`${truth.length} told present in "${slug}"`, bound(1_000), async () => {
    return (await replicas.presence(slug)).count === truth.length;
  });
}

function guestCookieOf({ cookies }: Person): string {
  return cookies.get("madang_guest") ?? "";
}
