import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { sentenceOf } from "../../../components/owner/LogPart.tsx";
import { OwnerPage } from "../../../components/owner/OwnerPage.tsx";
import { NotOwnerPage } from "../../../components/owner/NotOwnerPage.tsx";
import { wholeNumber } from "../../../components/owner/whole_number.ts";
import { ownerLinkOf } from "../../../components/space/owner_link.ts";
import { ownerWordsOf } from "../../../components/messages/owner_words.ts";
import type { SpacePerson } from "../../../lib/contract/space.ts";
import type { SpacePageData } from "../../../lib/contract/visit.ts";
import { OwnSpace } from "../../../lib/owner/own_space.ts";
import { SpaceMaking } from "../../../lib/owner/space_making.ts";
import { FakeOwnerPort } from "../../fakes/FakeOwnerPort.ts";
import { namesOf, openingTags, readableText } from "../../fakes/components/accessible_names.ts";

const at = "2026-11-24T10:05:00.000Z";

function person(participantName: string, more: Partial<SpacePerson> = {}): SpacePerson {
  return {
    id: `person_${participantName}`,
    seatId: null,
    participantName,
    kind: "user",
    role: "speaker",
    isBanned: false,
    isAdmitted: false,
    isInside: false,
    linkId: null,
    isYou: false,
    ...more,
  };
}

function page(prepare: (port: FakeOwnerPort) => void = () => {}) {
  const port = new FakeOwnerPort();
  prepare(port);
  const own = new OwnSpace(port, port.visit(), () => {});
  return { port, own, html: () => renderToString(<OwnerPage own={own} />) };
}

const wordsBefore = ["Rename", "Save"];
const wordsAfter = ["Make a link", "Refresh", "End for all", "Delete this space"];

Deno.test("OwnerPage: a name is asked for in any script, is text, and goes by its address while it is empty", async () => {
  const { port, own, html } = page((port) => {
    port.name = "마당 <b>";
  });
  expect(readableText(html())).toContain("Settings of 마당 &lt;b>");
  expect(html()).not.toMatch(/Settings of 마당 <b>/);
  expect(await own.rules.setName("찻집")).toBe(true);
  expect(await own.rules.setName("")).toBe(true);
  expect(port.calls).toEqual(['change {"name":"찻집"}', 'change {"name":null}']);
  expect(readableText(html())).toContain("Settings of tea");
  expect(own.rules.changedElsewhere.value.size).toBe(0);
  port.name = "다실";
  await own.rules.look();
  expect([...own.rules.changedElsewhere.value]).toEqual(["name"]);
});

Deno.test("OwnerPage shows all rules, and takes clicks before the page's code has loaded", () => {
  const html = page((port) => {
    port.settings = { ...port.settings, policy: "knock", isLocked: true, capacity: 7 };
  }).html();
  expect(namesOf(html, "button")).toEqual([...wordsBefore, ...wordsAfter]);
  expect(html).not.toMatch(/<(button|input|select)[^>]* disabled/);
  const checked = openingTags(html, "input").filter((tag) => tag.includes(" checked"))
    .map((tag) => /aria-label="([^"]*)"/.exec(tag)?.[1]);
  expect(checked).toEqual([
    "Knock",
    "Lock",
    "Speakers",
    "Microphone, Moderators",
    "Microphone, Speakers",
    "Chat, Moderators",
    "Chat, Speakers",
    "Chat, Listeners",
    "While people meet",
  ]);
  expect(html).toContain('value="7"');
  expect(html).toContain("<noscript>");
});

Deno.test("OwnerPage offers for each person only the allowed actions", () => {
  const offered = (one: SpacePerson, policy: "open" | "knock" = "open", role = "owner") => {
    const html = page((port) => {
      port.settings = { ...port.settings, policy };
      port.role = role === "owner" ? "owner" : "moderator";
      port.present = [one];
    }).html();
    const list = /<ul[^>]*aria-labelledby="people-title".*?<\/ul>/s.exec(html)?.[0] ?? "";
    return [...openingTags(list, "select").map(() => "role"), ...namesOf(list, "button")];
  };
  const inside = { isInside: true, seatId: "seat_1" };
  expect(offered(person("Kim", { isYou: true, role: "owner" }))).toEqual([]);
  expect(offered(person("Lee"))).toEqual(["role", "Ban Lee", "Remove Lee from list"]);
  expect(offered(person("Lee", inside))).toEqual(["role", "Remove from the call: Lee", "Ban Lee"]);
  expect(offered(person("Lee", { isBanned: true }))).toEqual(["Lift the ban of Lee"]);
  expect(offered(person("Lee"), "knock"))
    .toEqual(["role", "Let in Lee", "Ban Lee", "Remove Lee from list"]);
  expect(offered(person("Lee", { isAdmitted: true }), "knock"))
    .toEqual(["role", "No longer let in Lee", "Ban Lee", "Remove Lee from list"]);
  // Whatever they were given: nobody has to be let in.
  expect(offered(person("Lee", { isAdmitted: true, ...inside })))
    .toEqual(["role", "Remove from the call: Lee", "Ban Lee"]);
  expect(offered(person("Lee", { role: "moderator" }), "open", "moderator")).toEqual([]);
});

Deno.test("OwnerPage lists links without their secrets, and shows a new link's address once", async () => {
  const { own, html } = page((port) => {
    const link = { role: "listener" as const, uses: 3, used: 1, notBefore: null, createdAt: at };
    const isVouchedFor = true;
    port.kept = [{
      ...link,
      linkId: "link_a",
      expiresAt: "2026-11-24T12:00:00.000Z",
      isVouchedFor,
    }];
  });
  expect(readableText(html())).toContain("Link for a listener");
  expect(html()).toContain("2 of 3 left");
  expect(html()).toContain("Nov 24, 2026, 12:00");
  expect(html()).not.toContain("#link=");
  await own.links.revoke("link_a");
  expect(html()).toContain("None yet.");
});

Deno.test("OwnerPage shows an error at its control, with one button where a second try may help", async () => {
  const { port, own, html } = page();
  port.failNext("offline");
  await own.rules.set("isLocked", true);
  expect(html()).toContain("Cannot reach the server");
  expect(namesOf(html(), "button")).toContain("Try again");
  port.failNext("not-allowed");
  await own.rules.set("isLocked", true);
  expect(html()).toContain("Your role does not allow that.");
  expect(namesOf(html(), "button")).not.toContain("Try again");
  port.settings = { ...port.settings, capacity: 3 };
  await own.rules.look();
  expect(html()).toContain("Someone else just changed this.");
});

Deno.test("sentenceOf() names the person, by their seat where LiveKit gives no name", () => {
  const words = ownerWordsOf("en").log;
  const line = { at, seatId: "seat_1", participantName: "" };
  expect(sentenceOf({ ...line, type: "camera-started" }, "Haru", words))
    .toBe("Haru turned the camera on");
  expect(sentenceOf({ ...line, type: "left" }, undefined, words)).toBe("Someone left");
  expect(sentenceOf({ ...line, type: "toString", participantName: "Kim" }, "Haru", words))
    .toBe("Something changed for Kim");
});

Deno.test("NotOwnerPage has one sentence, and one link onward", () => {
  const seen = (state: "stranger" | "nobodys", isSignedIn: boolean) => {
    const making = new SpaceMaking(new FakeOwnerPort(), () => {});
    const visit = { state, slug: "tea", isSignedIn };
    const html = renderToString(<NotOwnerPage visit={visit} making={making} />);
    return [...namesOf(html, "button"), ...namesOf(html, "a")];
  };
  expect(seen("stranger", true)).toEqual(["To the space"]);
  expect(seen("stranger", false)).toEqual(["Sign in", "To the space"]);
  expect(seen("nobodys", false)).toEqual(["Sign in", "To the space"]);
  expect(seen("nobodys", true)).toEqual(["Make this space yours", "To the space"]);
});

Deno.test("ownerLinkOf() is for people who may change the space, or claim it", () => {
  const seen = (visitor: SpacePageData["visitor"], count = 0) => {
    const roomName = "space-tea";
    const presence = { roomName, count };
    return ownerLinkOf({ slug: "tea", visitor, presence }, "en")?.children ?? "";
  };
  const kim = { participantName: "Kim", kind: "user" as const, admitted: true };
  expect(seen(null)).toBe("");
  expect(seen(kim)).toBe("Make this space yours");
  expect(seen(kim, 1)).toBe("");
  expect(seen({ ...kim, kind: "guest" })).toBe("");
  expect(seen({ ...kim, entry: "allowed", mayModerate: true }, 3)).toBe("Space settings");
  expect(seen({ ...kim, entry: "allowed", mayModerate: false })).toBe("");
});

Deno.test("wholeNumber() takes whole numbers up to the most, and nothing else", () => {
  expect([" 7 ", "1", "3000"].map((text) => wholeNumber(text, 3000))).toEqual([7, 1, 3000]);
  for (const text of ["", "0", "-1", "1.5", "1e3", "3001", "x", "9".repeat(30)]) {
    expect(wholeNumber(text, 3000)).toBe(null);
  }
});
