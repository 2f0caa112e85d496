/** What the call shows and says, as markup; one stage and a claim each, so one file. */
import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { banReach } from "../../../components/call/BanDialog.tsx";
import { CallBanner } from "../../../components/call/CallBanner.tsx";
import { CallHeader } from "../../../components/call/CallHeader.tsx";
import { CallFrame } from "../../../components/call/CallView.tsx";
import { ShortcutList } from "../../../components/call/ShortcutList.tsx";
import { Tile } from "../../../components/call/Tile.tsx";
import { locales } from "../../../components/messages/locale.ts";
import { ErrorPage } from "../../../components/pages/ErrorPage.tsx";
import { callErrorText, CallTrouble } from "../../../components/space/CallTrouble.tsx";
import { entryBlockerOf } from "../../../components/space/entry_blocker.ts";
import { Ended, endingOf } from "../../../components/space/Ended.tsx";
import { TakenNotice } from "../../../components/space/TakenNotice.tsx";
import { departureReasonSchema } from "../../../lib/contract/departure.ts";
import type {
  CaptureKind,
  ConnectionQuality,
  ConnectionState,
  LiveKitCall,
  LiveKitMedia,
  MediaSwitch,
  ParticipantTracks,
} from "../../../lib/media/ports/call_types.ts";
import type { Role } from "../../../lib/contract/participant.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { LiveKitMediaContext } from "../../../lib/media/hooks/LiveKitMediaContext.ts";
import { namesOf, openingTags, readableText } from "../../fakes/components/accessible_names.ts";
import { fakePerson, fakePicture } from "../../fakes/components/people.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import { callWordsOf, spaceWordsOf } from "../../fakes/components/late_words.ts";

const me = fakePerson("Kim", { isLocal: true, kind: signal("guest") });

const place = { x: 0, y: 0, width: 320, height: 180 };

function callOf(
  people: readonly ParticipantTracks[],
  patch: Partial<LiveKitCall> = {},
  mediaPatch: Partial<LiveKitMedia> = {},
): string {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const call: LiveKitCall = {
    ...models.call,
    connectionState: signal("connected" as const),
    quality: signal("good" as const),
    isAudioBlocked: signal(false),
    isListenOnly: signal(false),
    moderatorNotice: signal(null),
    key: signal(null),
    spotlight: signal(null),
    spaceName: signal(null),
    ...patch,
  };
  const media: LiveKitMedia = {
    ...models.media,
    participantTracks: signal(people),
    canShareScreen: true,
    ...mediaPatch,
  };
  return renderToString(
    <LiveKitMediaContext.Provider value={{ ...models, call, media }}>
      <CallFrame
        slug="tea"
        spaceName="Tea house"
        call={call}
        media={media}
        isMirrored={signal(true)}
        storage={null}
        onSettings={() => {}}
      />
    </LiveKitMediaContext.Provider>,
  );
}

Deno.test("the call: exactly one button contains each of the words that people look for", () => {
  const names = namesOf(callOf([me, fakePerson("Lee")]), "button");
  for (const word of ["Microphone", "Camera", "Share screen", "Settings", "Leave"]) {
    expect([word, names.filter((name) => name.includes(word)).length]).toEqual([word, 1]);
  }
  for (const word of ["Join", "Listen only"]) {
    expect(names.filter((name) => name.includes(word))).toEqual([]);
  }
});

Deno.test("the call while it connects is drawn out of sight: nothing in it speaks, and no invitation is offered", () => {
  const coming = callOf([], { connectionState: signal("connecting" as const) });
  expect(coming).toContain('class="call call-coming"');
  expect(namesOf(coming, "button")).toContain("Leave");
  expect(coming).not.toContain('class="yard-trouble"');
  expect(coming).not.toContain('class="alone"');
  const inside = callOf([me, fakePerson("Lee")]);
  expect(inside).toContain('class="call"');
  expect(inside).toContain('class="yard-trouble"');
});

Deno.test("the list of shortcuts has each key of the call that does something now, with its effect", () => {
  const tea = { id: "tea", icon: "", place: "more", run() {} } as const;
  const list = readableText(renderToString(
    <LiveKitMediaContext.Provider value={createMediaModels(visitOf(), new FakeMediaPorts())}>
      <ShortcutList
        actions={[
          { ...tea, word: "Tea", key: "t", does: "Ask for tea" },
          { ...tea, word: "Cup" },
          { ...tea, word: "Spoon", key: "o", isOffered: signal(false) },
        ]}
        areOn={signal(true)}
        onClose={() => {}}
      />
    </LiveKitMediaContext.Provider>,
  ));
  for (const words of ["M", "Microphone on or off", "Space", "Esc", "T", "Ask for tea"]) {
    expect(list).toContain(words);
  }
  for (const word of ["Cup", "Spoon"]) expect(list).not.toContain(word);
});

Deno.test("a tile is a list item named by the name alone; the rest is its description", () => {
  const html = renderToString(
    <Tile
      person={fakePerson("Kim (2)", {
        kind: signal("guest"),
        isMicrophoneMuted: signal(true),
        quality: signal("poor" as const),
      })}
      isMirrored={signal(false)}
      place={place}
      hold="pinned"
    />,
  );
  const [item] = openingTags(html, "li");
  expect(item).toContain('aria-label="Kim (2)"');
  const described = /aria-describedby="([^"]*)"/.exec(item)?.[1];
  const about = new RegExp(`<span id="${described?.replace(/[()]/g, "\\$&")}"[^>]*>([^<]*)`)
    .exec(html)?.[1];
  expect(about).toBe("guest, muted, unstable connection, pinned");
});

Deno.test("a person's own tile says so, and offers no volume", () => {
  const html = renderToString(<Tile person={me} isMirrored={signal(true)} place={place} />);
  expect(html).toContain("you, guest");
  expect(namesOf(html, "button")).toEqual([]);
});

Deno.test("markup in a name is text on a tile", () => {
  const html = renderToString(
    <Tile
      person={fakePerson("<script>alert(1)</script>")}
      isMirrored={signal(false)}
      place={place}
    />,
  );
  expect(html).not.toContain("<script>");
  expect(readableText(html)).not.toContain("<");
});

Deno.test("a shared screen is a figure with the sharer's name, outside the list", () => {
  const lee = fakePerson("Lee", { screen: signal(fakePicture("screen")) });
  const html = callOf([me, lee]);
  expect(openingTags(html, "figure")).toEqual([
    expect.stringContaining(`aria-label="Lee's screen"`),
  ]);
  const list = /<ul\b[^>]*aria-label="People".*?<\/ul>/s.exec(html)?.[0];
  expect(list).not.toContain("<figure");
});

Deno.test("a person's own shared screen is shown small", () => {
  const html = callOf([{ ...me, screen: signal(fakePicture("screen")) }, fakePerson("Lee")]);
  expect(openingTags(html, "figure")).toEqual([
    expect.stringContaining(`aria-label="Kim's screen"`),
  ]);
  expect(html).not.toContain("has-stage");
});

Deno.test("endingOf() has a title for every departure, in both languages", () => {
  const departures = [...departureReasonSchema.options, "left", "gave-up", null] as const;
  for (const locale of locales) {
    const words = callWordsOf(locale).ended;
    for (const departure of departures) expect(endingOf(departure, words).title).not.toBe("");
    expect(endingOf("banned", words).wayBack).toBeUndefined();
    expect(endingOf("taken-over", words).wayBack).toBe(words.comeBack);
  }
});

Deno.test("a person who went on in another tab may return to this one", () => {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const html = renderToString(
    <LiveKitMediaContext.Provider value={models}>
      <Ended
        slug="tea"
        spaceName="Tea house"
        call={{
          ...models.call,
          connectionState: signal("ended" as const),
          departure: signal("taken-over" as const),
          spaceName: signal(null),
          error: signal(null),
        }}
        isComingBack={false}
        onComeBack={() => {}}
      />
    </LiveKitMediaContext.Provider>,
  );
  expect(namesOf(html, "button")).toEqual(["Come back here"]);
});

Deno.test("a call that is recorded says so in words, by whom, and gives its recorder alone a button", () => {
  const recorder = fakePerson("Lee", { recordingSince: signal<number | null>(1) });
  const html = callOf([me, recorder]);
  expect(readableText(html)).toContain("Lee is recording this call.");
  expect(namesOf(html, "b")).toContain("Recording");
  expect(namesOf(html, "button")).not.toContain("Recording");
  const own = callOf([{ ...me, recordingSince: signal<number | null>(1) }, fakePerson("Lee")]);
  expect(namesOf(own, "button")).toContain("Recording");
  expect(readableText(own)).not.toContain("is recording this call");
  expect(readableText(callOf([me, fakePerson("Lee")]))).not.toContain("Recording");
});

Deno.test("a person who joined to listen has no microphone and no camera button, but a way to speak", () => {
  const html = callOf([me, fakePerson("Lee")], { isListenOnly: signal(true) });
  const names = namesOf(html, "button");
  expect(names.filter((name) => /Microphone|Camera/.test(name))).toEqual([]);
  expect(names).toContain("Speak too");
  expect(readableText(html)).toContain("Listening only");
});

Deno.test("a device that the system took is reported, with one button that names no device", () => {
  const { media } = createMediaModels(visitOf(), new FakeMediaPorts());
  const noticeOf = (...taken: CaptureKind[]) =>
    renderToString(<TakenNotice media={{ ...media, takenDevices: signal(taken) }} />);
  expect(noticeOf()).toBe("");
  expect(readableText(noticeOf("microphone"))).toContain("Tap to get your microphone back.");
  expect(namesOf(noticeOf("microphone"), "button")).toEqual(["Get it back"]);
  expect(readableText(noticeOf("microphone", "camera"))).toContain("microphone and camera back");
  expect(namesOf(noticeOf("microphone", "camera"), "button")).toEqual(["Get both back"]);
});

Deno.test("a person's own weak connection is shown, but not while reconnecting", () => {
  const { call, media } = createMediaModels(visitOf(), new FakeMediaPorts());
  const bannerOf = (state: ConnectionState, quality: ConnectionQuality) =>
    readableText(renderToString(
      <CallBanner
        media={media}
        call={{
          ...call,
          connectionState: signal(state),
          quality: signal(quality),
          isAudioBlocked: signal(false),
        }}
      />,
    ));
  for (const quality of ["poor", "lost"] as const) {
    expect(bannerOf("connected", quality)).toContain("Your connection is weak");
    expect(bannerOf("reconnecting", quality)).not.toContain("Your connection is weak");
  }
  expect(bannerOf("connected", "good")).toBe("");
});

Deno.test("an unknown API error is shown as a general sentence, never as a code", () => {
  const error = { type: "constructor", message: "x", remedy: "none" as const };
  const words = callWordsOf("en");
  expect(callErrorText(error, words)).toBe(words.callError.other);
});

Deno.test("ErrorPage has different words for a bad slug, an unknown space, a missing page, a failure and an outage", () => {
  const titleOf = (status: number, pathname: string) =>
    namesOf(renderToString(<ErrorPage locale="en" status={status} pathname={pathname} />), "h1")[0];
  expect(titleOf(404, "/space/%F0%9F%8E%89")).toBe("This is not the name of a space");
  expect(titleOf(404, `/space/${"a".repeat(65)}`)).toBe("This is not the name of a space");
  expect(titleOf(404, "/space/tea")).toBe("There is no space with this name");
  expect(titleOf(404, "/space/tea/else")).toBe("Page not found");
  expect(titleOf(404, "/tea")).toBe("Page not found");
  expect(titleOf(500, "/space/tea")).toBe("Something went wrong on our side");
  expect(titleOf(503, "/space/tea")).toBe("We are having trouble right now");
});

Deno.test("ErrorPage of an undeclared space offers to check the address, or to make the space", () => {
  const html = renderToString(<ErrorPage locale="en" status={404} pathname="/space/tea" />);
  expect(readableText(html)).toContain("the person who sent it");
  const links = openingTags(html, "a").map((tag) => /href="([^"]*)"/.exec(tag)?.[1]);
  expect(links.slice(-2)).toEqual(["/", "/space/tea/settings"]);
});

function headerAs(role: Role): string[] {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const people = signal([{ ...me, role: signal(role) }]);
  const html = renderToString(
    <LiveKitMediaContext.Provider value={{ ...models, space: { ...models.space, people } }}>
      <CallHeader
        slug="tea"
        spaceName="tea"
        people={people}
        isListenOnly={signal(false)}
        receiving={signal("everything")}
        onRecord={() => {}}
        onReceiving={() => {}}
        spaceKey={signal(null)}
      />
    </LiveKitMediaContext.Provider>,
  );
  return namesOf(html, "button");
}

Deno.test("moderators have the space's menu in the header, others have not", () => {
  for (const role of ["owner", "moderator"] as const) expect(headerAs(role)).toContain("Manage");
  for (const role of ["speaker", "listener"] as const) {
    expect(headerAs(role)).not.toContain("Manage");
  }
});

Deno.test("a listener has an explanation in place of the switches, and all other buttons", () => {
  const { media } = createMediaModels(visitOf(), new FakeMediaPorts());
  const html = callOf([me, fakePerson("Lee")], {}, {
    microphone: denied(media.microphone),
    camera: denied(media.camera),
    screenShare: denied(media.screenShare),
  });
  const names = namesOf(html, "button");
  for (const word of ["Microphone", "Camera", "Share screen"]) {
    expect(names.filter((name) => name.includes(word))).toEqual([]);
  }
  expect(names).toEqual(expect.arrayContaining(["Settings", "Leave"]));
  expect(readableText(html)).toContain("A moderator can let you speak");
});

Deno.test("a moderator's action on this person is shown, and can be dismissed", () => {
  const html = callOf([me, fakePerson("Lee")], { moderatorNotice: signal("mute" as const) });
  expect(html).toContain("A moderator muted you.");
  expect(openingTags(html, "div").some((tag) => /notice-attention.*role="status"/.test(tag)))
    .toBe(true);
});

function denied(device: MediaSwitch): MediaSwitch {
  return {
    isEnabled: device.isEnabled,
    isPending: device.isPending,
    isAllowed: signal(false),
    toggle: () => device.toggle(),
    setEnabled: (isEnabled) => device.setEnabled(isEnabled),
  };
}

Deno.test("CallTrouble offers to try again, to sign in, or nothing, by the error", () => {
  const offered = (type: string) => {
    const html = renderToString(
      <CallTrouble
        error={signal({ type, message: "x", remedy: "wait" as const })}
        slug="tea"
        onRetry={() => {}}
        onForgetKey={() => {}}
      />,
    );
    return [...namesOf(html, "button"), ...namesOf(html, "a")];
  };
  expect(offered("space-full")).toEqual(["Try again"]);
  expect(offered("space-locked")).toEqual(["Try again"]);
  expect(offered("knock-refused")).toEqual(["Try again"]);
  expect(offered("link-spent")).toEqual(["Try again"]);
  expect(offered("not-a-member")).toEqual(["Sign in"]);
  expect(offered("banned")).toEqual([]);
  expect(offered("offline")).toEqual([]);
});

Deno.test("entryBlockerOf() says before a click why a visitor cannot enter, and whether signing in would help", () => {
  expect(entryBlockerOf("allowed", "tea", "en")).toBeNull();
  expect(entryBlockerOf("space-locked", "tea", "en")?.text).toContain("locked");
  expect(entryBlockerOf("banned", "tea", "en")?.tone).toBe("danger");
  expect(entryBlockerOf("waiting-for-admission", "tea", "ko")?.text).toContain("수락");
  const { link } = entryBlockerOf("not-a-member", "tea", "en") ?? {};
  expect(link).toEqual({ href: "/sign-in?return=%2Fspace%2Ftea", children: "Sign in" });
});

Deno.test("banReach() promises no more than a ban does, and offers the lock where it helps", () => {
  for (const words of locales.map(spaceWordsOf)) {
    const open = { policy: "open" as const, isLocked: false };
    const told = (more: Partial<Parameters<typeof banReach>[1]>) =>
      Object.values(banReach(words, { isGuest: false, ...open, ...more }));
    // Signed out, a banned user is a new guest, whom an open door lets in.
    expect(told({})).toEqual([words.banUserOpen, true]);
    expect(told({ policy: null, isLocked: null })).toEqual([words.banUserOpen, true]);
    expect(told({ policy: "members" })).toEqual([words.banUser, false]);
    expect(told({ policy: "knock" })).toEqual([words.banUser, false]);
    expect(told({ isLocked: true })).toEqual([words.banUser, false]);
    expect(told({ isGuest: true })).toEqual([words.banGuest, true]);
    expect(told({ isGuest: true, isLocked: true })).toEqual([words.banGuest, false]);
  }
});

Deno.test("a tile names the kind of a participant without a seat, and the count of people leaves programs out", () => {
  const scribe = fakePerson("Scribe", { kind: signal("agent" as const) });
  const caller = fakePerson("Phone", { kind: signal("sip" as const) });
  const tile = renderToString(<Tile person={scribe} isMirrored={signal(false)} place={place} />);
  expect(tile).not.toContain("guest");
  expect(tile).toContain('<span class="mark">agent</span>');
  const blanks = fakePerson("Robot", { seatId: "My \u2003 robot", kind: signal("agent" as const) });
  const item = openingTags(
    renderToString(<Tile person={blanks} isMirrored={signal(false)} place={place} />),
    "li",
  )[0];
  expect(/aria-describedby="([^"]*)"/.exec(item)?.[1]).not.toMatch(/\s/);
  const html = callOf([me, fakePerson("Lee"), scribe, caller]);
  expect(html).toContain("3 people");
});

Deno.test("of two shared screens the one that began last is shown, whoever joined first, and the other is offered", () => {
  const screen = (id: string, order: number) => ({
    screen: signal(fakePicture(id)),
    screenOrder: signal(order),
  });
  const lee = fakePerson("Lee", screen("lee", 2));
  const park = fakePerson("Park", screen("park", 1));
  const html = callOf([me, lee, park]);
  expect(openingTags(html, "figure")).toEqual([
    expect.stringContaining(`aria-label="Lee's screen"`),
  ]);
  expect(html).toMatch(/aria-pressed="false"[^>]*>Park<.*aria-pressed="true"[^>]*>Lee</s);
});
