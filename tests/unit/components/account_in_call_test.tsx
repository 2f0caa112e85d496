import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { SignInInCall, SignOutInCall } from "../../../components/account/CallAccountDialogs.tsx";
import { AccountInCall } from "../../../components/call/AccountInCall.tsx";
import type { Locale } from "../../../components/messages/locale.ts";
import { LocaleContext } from "../../../components/messages/words.ts";
import { accountLinkOf } from "../../../components/space/account_link.ts";
import { SpacePage } from "../../../components/space/SpacePage.tsx";
import { CallAccount } from "../../../lib/account/call_account.ts";
import type { PersonKind } from "../../../lib/contract/participant.ts";
import type { SpacePageData } from "../../../lib/contract/visit.ts";
import { AppFailure } from "../../../lib/api/app_failure.ts";
import { LiveKitRoomProvider } from "../../../lib/media/hooks/LiveKitRoomProvider.tsx";
import { namesOf, openingTags } from "../../fakes/components/accessible_names.ts";
import { FakeAccountPort } from "../../fakes/FakeAccountPort.ts";
import { fakePerson } from "../../fakes/components/people.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import "../../fakes/components/late_words.ts";

const ways = {
  hasPasskeys: true,
  provider: { name: "Test House", href: "/by-page", windowHref: "/by-window" },
};

const port = new FakeAccountPort();

function accountIn(changeSession: () => Promise<void> = () => Promise.resolve()): CallAccount {
  return new CallAccount({
    call: { changeSession, leave: () => Promise.resolve(), isGuest: () => true },
    news: { tell: () => {}, follow: () => () => {} },
    signOut: () => Promise.resolve(),
  });
}

function headerOf(kind: PersonKind): string {
  const me = fakePerson("Kim", { isLocal: true, kind: signal(kind) });
  const call = { changeSession: () => Promise.resolve(), leave: () => Promise.resolve() };
  const media = { participantTracks: signal([fakePerson("Lee"), me]) };
  return renderToString(<AccountInCall call={call} media={media} ways={ways} />);
}

function door(patch: Partial<SpacePageData>, locale: Locale = "en"): string {
  const visit = visitOf(patch);
  return renderToString(
    <LocaleContext.Provider value={locale}>
      <LiveKitRoomProvider visit={visit} ports={new FakeMediaPorts()}>
        <SpacePage
          visit={{ ...visit, accountLink: accountLinkOf(visit, locale) }}
          locale={locale}
          storage={() => null}
        />
      </LiveKitRoomProvider>
    </LocaleContext.Provider>,
  );
}

/** Words by which exactly one button at a time is found. */
const taken = /Join|Listen only|Microphone|Camera|Share screen|Settings|Leave/i;

Deno.test("AccountInCall offers a guest to sign in, and shows a user their account", () => {
  expect(namesOf(headerOf("guest"), "button")).toEqual(["Sign in"]);
  expect(namesOf(headerOf("user"), "button")).toEqual(["Your account: Kim"]);
  for (const kind of ["guest", "user"] as const) {
    expect(headerOf(kind)).not.toContain("button-main");
    expect(headerOf(kind)).not.toContain("<dialog");
  }
});

Deno.test("SignInInCall has the sign-in page's form, under the dialog's title", () => {
  const html = renderToString(
    <SignInInCall account={accountIn()} port={port} ways={ways} name="Kim" />,
  );
  expect(namesOf(html, "button")).toEqual([
    "Use a passkey",
    "Continue with Test House",
    "I am new here",
    "Use a recovery code",
  ]);
  expect(openingTags(html, "h1")).toEqual([]);
  expect(html).toContain("You stay in the call");
  // A window is opened by the click alone; the page's own way only where that fails.
  expect(openingTags(html, "a")).toEqual([]);
});

Deno.test("SignInInCall says why the call could not continue as the account, and offers another try", async () => {
  const account = accountIn(() => Promise.reject(new AppFailure("space-full", "Cannot enter")));
  await account.signedIn();
  const html = renderToString(
    <SignInInCall account={account} port={port} ways={ways} name="Kim" />,
  );
  expect(html).toContain('role="alert"');
  expect(html).toContain("full");
  expect(namesOf(html, "button")).toEqual(["Try again"]);
});

Deno.test("SignOutInCall offers to stay or leave, in words that no other button has", () => {
  const html = renderToString(<SignOutInCall account={accountIn()} />);
  const names = namesOf(html, "button");
  expect(names).toEqual(["Sign out and stay as a guest", "Sign out and hang up"]);
  expect(names.filter((name) => taken.test(name))).toEqual([]);
  expect(openingTags(html, "a")[0]).toContain('target="_blank"');
});

Deno.test("the pre-join page: a guest has a link to sign in and return, where sign-in is possible", () => {
  expect(door({ signIn: ways })).toContain('href="/sign-in?return=%2Fspace%2Ftea"');
  expect(door({ signIn: null })).not.toContain("/sign-in");
  expect(door({})).not.toContain("/sign-in");
});

Deno.test("the pre-join page: a user joins by the account's name, and can say that it is not them", () => {
  const visitor = { participantName: "Kim <b>", kind: "user" as const, admitted: true };
  const html = door({ signIn: ways, visitor });
  expect(openingTags(html, "input")).toEqual([]);
  expect(html).toContain("Kim &lt;b");
  expect(html).toContain('href="/account?return=%2Fspace%2Ftea#sign-out"');
  expect(html).not.toContain("/sign-in");
  expect(door({ signIn: ways, visitor }, "ko")).toContain("본인이 아닌가요? 로그아웃");
});
