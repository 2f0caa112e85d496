import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { AccountLink } from "../../../components/account/AccountLink.tsx";
import { AccountPage } from "../../../components/account/AccountPage.tsx";
import { SignInForm } from "../../../components/account/SignInForm.tsx";
import { troubleWords } from "../../../components/account/account_trouble.ts";
import { accountWordsOf } from "../../../components/messages/account_words.ts";
import { OwnAccount } from "../../../lib/account/own_account.ts";
import { FakeAccountPort } from "../../fakes/FakeAccountPort.ts";
import { namesOf, openingTags } from "../../fakes/components/accessible_names.ts";

const at = "2026-11-23T23:30:00.000Z";

Deno.test("SignInForm asks one question, and takes clicks before the page's code has loaded", () => {
  const html = renderToString(
    <SignInForm port={new FakeAccountPort()} hasPasskeys onSignedIn={() => {}} />,
  );
  expect(namesOf(html, "button")).toEqual([
    "Use a passkey",
    "I am new here",
    "Use a recovery code",
  ]);
  expect(html).not.toContain(" disabled");
  expect(html).toContain("<noscript>");
});

Deno.test("SignInForm without passkeys has the other ways to sign in, or says that there are none", () => {
  const port = new FakeAccountPort();
  const others = <a href="/oidc">Company</a>;
  const html = renderToString(
    <SignInForm port={port} hasPasskeys={false} otherWays={others} onSignedIn={() => {}} />,
  );
  expect(openingTags(html, "button")).toEqual([]);
  expect(html).toContain("Company");
  const none = renderToString(
    <SignInForm port={port} hasPasskeys={false} onSignedIn={() => {}} />,
  );
  expect(none).toContain("Signing in is not set up here");
});

Deno.test("AccountPage lists passkeys and browsers; only others can be ended", () => {
  const account = {
    participantName: 'Kim "<b>"',
    createdAt: at,
    passkeys: [{ id: "a", label: "Firefox, Linux", createdAt: at, lastUsedAt: at }],
    recoveryCodesLeft: 1,
    issuers: ["https://id.example.org/realm"],
  };
  const sessions = [
    { id: "1", label: "Firefox, Linux", createdAt: at, lastUsedAt: at, isOwn: true },
    { id: "2", label: "", createdAt: at, lastUsedAt: at, isOwn: false },
  ];
  const own = new OwnAccount(new FakeAccountPort(), { account, sessions }, () => {});
  const html = renderToString(<AccountPage own={own} hasPasskeys slugs={["tea"]} />);
  expect(namesOf(html, "button")).toEqual([
    "Save",
    "Rename “Firefox, Linux”",
    "Remove “Firefox, Linux”",
    "Add a passkey",
    "Create new codes",
    "End “Unknown browser”",
    "Sign out",
  ]);
  // Spaces go first.
  expect(html).toContain("You own spaces. Delete them first");
  const free = renderToString(<AccountPage own={own} hasPasskeys slugs={[]} />);
  expect(namesOf(free, "button").at(-1)).toBe("Delete my account");
  expect(namesOf(html, "a")).toEqual(["tea", "Settings of tea"]);
  expect(html).toContain("One code is left.");
  expect(html).toContain("id.example.org");
  expect(html).toContain("Nov 23, 2026</time>");
  expect(html).not.toContain("<b>&quot;");
});

Deno.test("AccountLink leads to sign-in, or to the account", () => {
  expect(renderToString(<AccountLink locale="ko" name={null} />)).toContain('href="/sign-in"');
  const html = renderToString(<AccountLink locale="ko" name="김철수" />);
  expect(html).toContain('href="/account"');
  expect(html).toContain('aria-label="내 계정: 김철수"');
});

Deno.test("troubleWords() has a sentence for every code, and one for unknown codes", () => {
  const words = accountWordsOf("en").trouble;
  expect(troubleWords(words, "cancelled")).toBe(words.cancelled);
  expect(troubleWords(words, "sign-in-refused")).toBe(words["passkey-unknown"]);
  expect(troubleWords(words, "sign-in-refused", "code-unknown")).toBe(words["code-unknown"]);
  expect(troubleWords(words, "toString")).toBe(words.unexpected);
});
