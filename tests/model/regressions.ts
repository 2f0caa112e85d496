/** Sequences that broke an invariant once: as the model shortened them, or as they were reported. */
import type { Step } from "./steps.ts";

export interface Regression {
  readonly what: string;
  readonly steps: readonly Step[];
}

export const regressions: readonly Regression[] = [
  {
    what: "two tabs of one guest both stayed when their joined events were lost",
    steps: [
      { do: "trouble-webhooks", trouble: "dropping", forMs: 500, thenMs: 0, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 1, thenMs: 7, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 0, salt: 0 },
      { do: "connect", page: 0, thenMs: 3001, salt: 2276336 },
    ],
  },
  {
    what:
      "a generation was live for good: its tombstone was over before the look that would have forgotten it",
    steps: [
      { do: "sign-in", browser: 1, user: 0, thenMs: 1, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 766, salt: 0 },
      { do: "sign-in", browser: 2, user: 0, thenMs: 0, salt: 0 },
      { do: "make-link", role: "listener", uses: 1, minutes: 2, by: 4, thenMs: 19535, salt: 0 },
      { do: "make-link", role: "listener", uses: 1, minutes: 2, by: 0, thenMs: 2132, salt: 0 },
      { do: "join", browser: 2, slug: 0, afterMs: 31, thenMs: 19557, salt: 0 },
      { do: "use-link", browser: 0, link: 0, thenMs: 1137, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 31, salt: 1306517117 },
      { do: "trouble-kv", trouble: "slow", forMs: 1350, thenMs: 0, salt: 0 },
      { do: "trouble-webhooks", trouble: "dropping", forMs: 1740, thenMs: 763, salt: -1973398978 },
      { do: "use-link", browser: 0, link: 1, thenMs: 962, salt: 1373068252 },
      { do: "connect", page: 1, thenMs: 9106, salt: 1612731691 },
      { do: "leap", minutes: 16, thenMs: 31, salt: 705070599 },
    ],
  },
  {
    what: "a session that ended while it took its seat back from another held it for ever",
    steps: [
      { do: "join", browser: 2, slug: 0, afterMs: 0, thenMs: 0, salt: 0 },
      { do: "sign-in", browser: 2, user: 0, thenMs: 1, salt: 0 },
      { do: "ask", browser: 1, slug: 0, thenMs: 0, salt: -9221070 },
      { do: "sign-in", browser: 1, user: 0, thenMs: 31, salt: 0 },
      { do: "sign-out", browser: 2, fromElsewhere: false, thenMs: 1, salt: 1872507119 },
      { do: "join", browser: 2, slug: 0, afterMs: 31, thenMs: 2, salt: -602619218 },
      { do: "trouble-webhooks", trouble: "dropping", forMs: 500, thenMs: 31, salt: 929626516 },
    ],
  },
  {
    what:
      "a joined event that came 18 s late, after LiveKit's restart, announced a person who was gone",
    steps: [
      { do: "join", browser: 1, slug: 1, afterMs: 31, thenMs: 31, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 0, salt: 0 },
      { do: "freeze", page: 1, thenMs: 3001, salt: 0 },
      { do: "trouble-webhooks", trouble: "late", forMs: 3579, thenMs: 1908, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 1514, thenMs: 4, salt: -1425463447 },
      { do: "join", browser: 1, slug: 1, afterMs: 0, thenMs: 11, salt: 1125894347 },
      { do: "trouble-livekit", trouble: "frozen", forMs: 500, thenMs: 4955, salt: 580075175 },
      { do: "restart-livekit", downMs: 300, thenMs: 13, salt: -3573599 },
      { do: "restore-backup", thenMs: 27, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 1, salt: -1248513847 },
    ],
  },
  {
    what:
      "three events in a row overtook the reconciler, and who was inside waited for its next round",
    steps: [
      { do: "join", browser: 0, slug: 0, afterMs: 1, thenMs: 1, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 1, salt: 0 },
      { do: "trouble-webhooks", trouble: "dropping", forMs: 500, thenMs: 1, salt: 0 },
      { do: "trouble-livekit", trouble: "failing", forMs: 1581, thenMs: 31, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 1, thenMs: 0, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 338, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 206, salt: 0 },
      { do: "join", browser: 2, slug: 0, afterMs: 31, thenMs: 687, salt: -16432628 },
      { do: "connect-copy", page: 0, thenMs: 1, salt: 0 },
      { do: "join", browser: 2, slug: 0, afterMs: 1, thenMs: 318, salt: -1062756394 },
    ],
  },
  {
    what: "signing out with a token that a sign-in at the same moment had replaced ended nothing",
    steps: [
      { do: "sign-in", browser: 1, user: 1, thenMs: 0, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 1, thenMs: 9, salt: 537423230 },
      { do: "sign-out", browser: 1, fromElsewhere: false, thenMs: 1, salt: -906103884 },
      { do: "sign-in", browser: 1, user: 1, thenMs: 31, salt: 1686014896 },
      { do: "ask", browser: 1, slug: 0, thenMs: 31, salt: 0 },
    ],
  },
  {
    what: "signing in again when the session was over put one out of the running call",
    steps: [
      { do: "sign-in", browser: 0, user: 0, thenMs: 0, salt: -31022679 },
      { do: "join", browser: 0, slug: 0, afterMs: 1, thenMs: 65, salt: -486739059 },
      { do: "expire", browser: 0, thenMs: 1, salt: 0 },
      { do: "sign-in", browser: 0, user: 0, thenMs: 0, salt: 0 },
    ],
  },
  {
    what:
      "signing out while two sign-ins rotated the token forth and back ended nothing, their replies lost",
    steps: [
      { do: "sign-in", browser: 2, user: 0, thenMs: 3001, salt: 0 },
      { do: "set-policy", policy: "open", by: 4, thenMs: 261, salt: 0 },
      { do: "trouble-kv", trouble: "losing", forMs: 500, thenMs: 0, salt: 0 },
      { do: "kill", replica: 0, downMs: 187, thenMs: 0, salt: 0 },
      { do: "sign-out", browser: 2, fromElsewhere: false, thenMs: 0, salt: 0 },
      { do: "ask-as-guest", browser: 0, slug: 1, thenMs: 9, salt: -371475139 },
      { do: "sign-in", browser: 2, user: 0, thenMs: 0, salt: -711269255 },
      { do: "sign-in", browser: 2, user: 0, thenMs: 178, salt: -716982604 },
    ],
  },
  {
    what: "who asked twice at once for the last place was told that it was taken: by themselves",
    steps: [
      { do: "join", browser: 0, slug: 0, afterMs: 1, thenMs: 0, salt: 0 },
      { do: "set-capacity", capacity: 2, by: 4, thenMs: 0, salt: 722869280 },
      { do: "join", browser: 0, slug: 0, afterMs: 31, thenMs: 15, salt: 0 },
      { do: "sign-in", browser: 0, user: 0, thenMs: 0, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 1, thenMs: 31, salt: 422958074 },
    ],
  },
  {
    what: "a removal that came while a guest signed in had no effect",
    steps: [
      { do: "sign-in", browser: 0, user: 0, thenMs: 5, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 31, thenMs: 99, salt: 1619864345 },
      { do: "put-out", page: 0, action: "remove", by: 4, thenMs: 0, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 31, salt: 573287006 },
    ],
  },
  {
    what: "a link that was used gave back what a removal had taken",
    steps: [
      { do: "set-policy", policy: "members", by: 4, thenMs: 500, salt: 0 },
      { do: "make-link", role: "moderator", uses: 1, minutes: 30, by: 4, thenMs: 500, salt: 0 },
      { do: "use-link", browser: 0, link: 0, thenMs: 500, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 500, salt: 0 },
      { do: "put-out", page: 0, action: "remove", by: 4, thenMs: 500, salt: 0 },
      { do: "use-link", browser: 0, link: 0, thenMs: 500, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 500, salt: 0 },
      { do: "lock", isLocked: true, by: 0, thenMs: 500, salt: 0 },
    ],
  },
  {
    what: "a ban left the link open by which the person had come, after their role was changed",
    steps: [
      { do: "make-link", role: "speaker", uses: 2, minutes: 30, by: 4, thenMs: 500, salt: 0 },
      { do: "use-link", browser: 0, link: 0, thenMs: 500, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 500, salt: 0 },
      { do: "give-role", page: 0, role: "listener", by: 4, thenMs: 500, salt: 0 },
      { do: "put-out", page: 0, action: "ban", by: 4, thenMs: 500, salt: 0 },
      { do: "use-link", browser: 1, link: 0, thenMs: 500, salt: 0 },
    ],
  },
  {
    what: "a link let people in whose maker was demoted",
    steps: [
      { do: "make-link", role: "moderator", uses: 1, minutes: 30, by: 4, thenMs: 500, salt: 0 },
      { do: "use-link", browser: 0, link: 0, thenMs: 500, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 500, salt: 0 },
      { do: "make-link", role: "listener", uses: 1, minutes: 30, by: 0, thenMs: 500, salt: 0 },
      { do: "give-role", page: 0, role: "speaker", by: 4, thenMs: 500, salt: 0 },
      { do: "use-link", browser: 1, link: 0, thenMs: 500, salt: 0 },
    ],
  },
  {
    what: "a person whose admission was taken stayed, and entered again by an old role",
    steps: [
      { do: "set-policy", policy: "members", by: 4, thenMs: 500, salt: 0 },
      { do: "make-link", role: "listener", uses: 1, minutes: 30, by: 4, thenMs: 500, salt: 0 },
      { do: "use-link", browser: 0, link: 0, thenMs: 500, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 500, salt: 0 },
      { do: "let-in", page: 0, isAdmitted: false, by: 4, thenMs: 1_500, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 500, salt: 0 },
    ],
  },
  {
    what: "a knock that was refused after its person had entered took their role",
    steps: [
      { do: "set-policy", policy: "knock", by: 4, thenMs: 500, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 500, salt: 0 },
      { do: "set-policy", policy: "open", by: 4, thenMs: 1_500, salt: 0 },
      { do: "give-role", page: 0, role: "moderator", by: 4, thenMs: 500, salt: 0 },
      { do: "decide-knocks", decision: "refuse", by: 4, thenMs: 500, salt: 0 },
      { do: "lock", isLocked: true, by: 0, thenMs: 500, salt: 0 },
    ],
  },
  {
    what: "signing out on the phone evicted the laptop, which held the seat by then",
    steps: [
      { do: "sign-in", browser: 0, user: 0, thenMs: 500, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 1_500, salt: 0 },
      { do: "sign-in", browser: 1, user: 0, thenMs: 500, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 1_500, salt: 0 },
      { do: "sign-out", browser: 0, fromElsewhere: false, thenMs: 1_500, salt: 0 },
    ],
  },
  {
    what: "a bare guest cookie opened a space after its guest had signed in",
    steps: [
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 1_500, salt: 0 },
      { do: "sign-in", browser: 0, user: 0, thenMs: 500, salt: 0 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 1_500, salt: 0 },
      { do: "ask-as-guest", browser: 0, slug: 0, thenMs: 1_500, salt: 0 },
    ],
  },
  {
    what: "a ban that came between two reads of a token request was overlooked",
    steps: [
      { do: "ask", browser: 1, slug: 0, thenMs: 0, salt: 0 },
      { do: "connect", page: 0, thenMs: 3001, salt: 0 },
      { do: "put-out", page: 0, action: "ban", by: 4, thenMs: 0, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 1, salt: 1920163249 },
      { do: "trouble-livekit", trouble: "slow", forMs: 500, thenMs: 7, salt: -824571093 },
      { do: "decide-knocks", decision: "admit", by: 4, thenMs: 3001, salt: 0 },
    ],
  },
  {
    what: "a user got the seat's id of the guest whose session had just ended, and its floor fell",
    steps: [
      { do: "ask-as-guest", browser: 0, slug: 0, thenMs: 31, salt: -1510669354 },
      { do: "sign-in", browser: 0, user: 0, thenMs: 3, salt: 0 },
      { do: "sign-out", browser: 0, fromElsewhere: false, thenMs: 1, salt: -17461886 },
      { do: "put-out", page: 0, action: "remove", by: 4, thenMs: 12, salt: 0 },
      { do: "ask", browser: 0, slug: 0, thenMs: 3001, salt: -94803909 },
    ],
  },
  {
    what:
      "a person counted twice whose second request had reserved for a seat that was never made: the space seemed full",
    steps: [
      { do: "set-capacity", capacity: 2, by: 4, thenMs: 0, salt: -1192759192 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 0, salt: 547619555 },
      { do: "trouble-webhooks", trouble: "dropping", forMs: 500, thenMs: 15, salt: -925789968 },
      { do: "join", browser: 0, slug: 0, afterMs: 0, thenMs: 17, salt: -303777756 },
      { do: "join", browser: 0, slug: 0, afterMs: 31, thenMs: 0, salt: 1331529077 },
    ],
  },
  {
    what:
      "a person with a token was told that the space is locked: their other device had reserved for a seat that was never made",
    steps: [
      { do: "join", browser: 2, slug: 0, afterMs: 18, thenMs: 18, salt: 600210207 },
      { do: "ask", browser: 1, slug: 0, thenMs: 18, salt: 896961011 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 24, salt: -692688500 },
      { do: "decide-knocks", decision: "admit", by: 4, thenMs: 0, salt: 1812137336 },
      { do: "set-capacity", capacity: 2, by: 4, thenMs: 296, salt: 1048727187 },
      {
        do: "make-link",
        role: "listener",
        uses: 1,
        minutes: 2,
        by: 4,
        thenMs: 18779,
        salt: -231536969,
      },
      { do: "freeze", page: 0, thenMs: 8, salt: -1440683896 },
      {
        do: "make-link",
        role: "moderator",
        uses: 2,
        minutes: 2,
        by: 4,
        thenMs: 0,
        salt: -1878235842,
      },
      { do: "join", browser: 0, slug: 0, afterMs: 28, thenMs: 0, salt: -1917841300 },
      { do: "lower-hand", page: 0, by: 4, thenMs: 29179, salt: -817727462 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 3, salt: -2101293704 },
      { do: "lock", isLocked: true, by: 4, thenMs: 0, salt: 1348887410 },
      { do: "join", browser: 0, slug: 0, afterMs: 2014, thenMs: 0, salt: -340797810 },
      { do: "ask", browser: 0, slug: 0, thenMs: 8, salt: 1395426465 },
      { do: "expire", browser: 2, thenMs: 787, salt: 1886033406 },
    ],
  },
];
