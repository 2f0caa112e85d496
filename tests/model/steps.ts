/** The steps of which sequences are made, and how they are drawn. */
import * as fc from "fast-check";
import type { GivenRole, SpacePolicy } from "../../lib/contract/space.ts";
import type { KvTrouble, LiveKitTrouble, WebhookTrouble } from "./weather.ts";

export const slugs = ["tea", "nap"] as const;
export const users = ["ann", "bob"] as const;
export const browsers = 3;
export const replicas = 2;

/** Two more browsers: a newcomer's, which sequences do not use, and the owner's of the owned space. */
export const newcomer = browsers;
export const host = browsers + 1;

/** Of a space whose owner says nothing else: `MADANG_SPACE_CAPACITY`. */
export const usualCapacity = 50;

/** One deed of a person, or one fault. Numbers name browsers, replicas, and pages from the newest back. */
export type Deed =
  | {
    readonly do: "join";
    readonly browser: number;
    readonly slug: number;
    readonly afterMs: number;
  }
  | { readonly do: "ask"; readonly browser: number; readonly slug: number }
  | { readonly do: "ask-as-guest"; readonly browser: number; readonly slug: number }
  | { readonly do: "connect"; readonly page: number }
  | { readonly do: "connect-copy"; readonly page: number }
  | { readonly do: "freeze"; readonly page: number }
  | { readonly do: "thaw"; readonly page: number }
  | { readonly do: "leave"; readonly page: number }
  | { readonly do: "sign-in"; readonly browser: number; readonly user: number }
  | { readonly do: "sign-out"; readonly browser: number; readonly fromElsewhere: boolean }
  | { readonly do: "expire"; readonly browser: number }
  | { readonly do: "lock"; readonly isLocked: boolean; readonly by: number }
  | { readonly do: "set-capacity"; readonly capacity: number; readonly by: number }
  | { readonly do: "set-policy"; readonly policy: SpacePolicy; readonly by: number }
  | {
    readonly do: "put-out";
    readonly page: number;
    readonly action: "remove" | "ban";
    readonly by: number;
  }
  | { readonly do: "lift-ban"; readonly page: number; readonly by: number }
  | {
    readonly do: "give-role";
    readonly page: number;
    readonly role: GivenRole | null;
    readonly by: number;
  }
  | {
    readonly do: "decide-knocks";
    readonly decision: "admit" | "refuse";
    readonly by: number;
  }
  | {
    readonly do: "let-in";
    readonly page: number;
    readonly isAdmitted: boolean;
    readonly by: number;
  }
  | {
    readonly do: "make-link";
    readonly role: GivenRole;
    readonly uses: number;
    readonly minutes: number;
    readonly by: number;
  }
  | { readonly do: "use-link"; readonly browser: number; readonly link: number }
  | { readonly do: "revoke-link"; readonly link: number }
  | {
    readonly do: "set-hand";
    readonly browser: number;
    readonly slug: number;
    readonly isRaised: boolean;
  }
  | { readonly do: "lower-hand"; readonly page: number; readonly by: number }
  | { readonly do: "lower-hands"; readonly by: number }
  | { readonly do: "hang-up"; readonly page: number }
  | { readonly do: "trouble-kv"; readonly trouble: KvTrouble; readonly forMs: number }
  | { readonly do: "kv-away"; readonly forMs: number }
  | { readonly do: "trouble-livekit"; readonly trouble: LiveKitTrouble; readonly forMs: number }
  | { readonly do: "trouble-webhooks"; readonly trouble: WebhookTrouble; readonly forMs: number }
  | { readonly do: "restart-livekit"; readonly downMs: number }
  | { readonly do: "kill"; readonly replica: number; readonly downMs: number }
  | { readonly do: "set-clock"; readonly replica: number; readonly offsetMs: number }
  | { readonly do: "leap"; readonly minutes: number }
  | { readonly do: "restore-backup" };

/** A deed, the time until the next one, and what its chance is decided by. */
export type Step = Deed & { readonly thenMs: number; readonly salt: number };

const browser = fc.nat({ max: browsers - 1 });
const replica = fc.nat({ max: replicas - 1 });
const slug = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, {
  weight: 1,
  arbitrary: fc.constant(1),
});
const page = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.nat({ max: 7 }) },
);
const shortly = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 3, arbitrary: fc.integer({ min: 31, max: 3000 }) },
);
const soon = fc.oneof(
  { weight: 9, arbitrary: shortly },
  { weight: 1, arbitrary: fc.integer({ min: 3001, max: 40_000 }) },
);
/** Mostly the owner; else a person who may be a moderator or not. */
const by = fc.oneof({ weight: 5, arbitrary: fc.constant(host) }, { weight: 1, arbitrary: browser });
const link = fc.nat({ max: 1 });
const spell = fc.integer({ min: 500, max: 20_000 });

/** The one place that says what deeds there are, how often each comes and what it is drawn from. */
const deeds: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Deed> }[] = [
  {
    weight: 24,
    arbitrary: fc.record({ do: fc.constant("join"), browser, slug, afterMs: shortly }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("ask"), browser, slug }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("ask-as-guest"), browser, slug }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("connect"), page }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("connect-copy"), page }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("freeze"), page }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("thaw"), page }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("leave"), page }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("sign-in"),
      browser,
      user: fc.nat({ max: users.length - 1 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("sign-out"), browser, fromElsewhere: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("expire"), browser }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("lock"), isLocked: fc.boolean(), by }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("set-capacity"),
      capacity: fc.constantFrom(1, 2, 2, 3, usualCapacity),
      by,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("set-policy"),
      policy: fc.constantFrom("open", "open", "knock", "members"),
      by,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("put-out"),
      page,
      action: fc.constantFrom("remove", "ban"),
      by,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("lift-ban"), page, by }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("give-role"),
      page,
      role: fc.constantFrom("moderator", "moderator", "speaker", "listener", null),
      by,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("decide-knocks"),
      decision: fc.constantFrom("admit", "admit", "refuse"),
      by,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("let-in"), page, isAdmitted: fc.boolean(), by }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("make-link"),
      role: fc.constantFrom("listener", "listener", "moderator"),
      uses: fc.constantFrom(1, 1, 2),
      minutes: fc.constantFrom(2, 30),
      by,
    }),
  },
  { weight: 14, arbitrary: fc.record({ do: fc.constant("use-link"), browser, link }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("revoke-link"), link }) },
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constant("set-hand"),
      browser,
      slug,
      isRaised: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("lower-hand"), page, by }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("lower-hands"), by }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("hang-up"), page }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("trouble-kv"),
      trouble: fc.constantFrom("slow", "losing"),
      forMs: spell,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("kv-away"), forMs: spell }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("trouble-livekit"),
      trouble: fc.constantFrom("slow", "frozen", "failing", "losing"),
      forMs: spell,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("trouble-webhooks"),
      trouble: fc.constantFrom("dropping", "doubling", "late"),
      forMs: spell,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("restart-livekit"),
      downMs: fc.integer({ min: 300, max: 6000 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("kill"),
      replica,
      downMs: fc.integer({ min: 100, max: 6000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("set-clock"),
      replica,
      offsetMs: fc.constantFrom(-55_000, -30_000, 0, 30_000, 55_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("leap"), minutes: fc.constantFrom(6, 16, 25 * 60) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restore-backup") }) },
] as const;

/** Any step. */
export const anyStep: fc.Arbitrary<Step> = fc.tuple(
  fc.oneof(...deeds),
  soon,
  fc.integer(),
).map(([deed, thenMs, salt]) => ({ ...deed, thenMs, salt }));
