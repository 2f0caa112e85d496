import { expect } from "expect";
import { OwnAccount } from "../../../lib/account/own_account.ts";
import { SignIn } from "../../../lib/account/sign_in.ts";
import { FakeAccountPort } from "../../fakes/FakeAccountPort.ts";

function openSignIn() {
  const port = new FakeAccountPort();
  const signedIn: string[] = [];
  const model = new SignIn(port, (who) => signedIn.push(who.participantName));
  return { port, signedIn, model };
}

Deno.test("SignIn reports a sign-in once, for each way to sign in", async () => {
  for (
    const [way, call] of [
      [(model: SignIn) => model.usePasskey(), "usePasskey"],
      [(model: SignIn) => model.register("Kim"), "register Kim"],
      [(model: SignIn) => model.useRecoveryCode("AAAA"), "useRecoveryCode AAAA"],
    ] as const
  ) {
    const { port, signedIn, model } = openSignIn();
    await way(model);
    expect([port.calls, signedIn]).toEqual([[call], ["Kim"]]);
    // The page is about to go: nothing is begun any more.
    expect(model.isBusy.value).toBe(true);
    await model.usePasskey();
    expect(port.calls).toEqual([call]);
  }
});

Deno.test("SignIn runs one way to sign in at a time, and stays at its step meanwhile", async () => {
  const { port, model } = openSignIn();
  const held = Promise.withResolvers<void>();
  port.next = () => held.promise;
  const first = model.usePasskey();
  await model.register("Lee");
  model.go("code");
  expect([port.calls, model.step.value]).toEqual([["usePasskey"], "choose"]);
  held.resolve();
  await first;
});

Deno.test("SignIn shows an error until the next try", async () => {
  const { port, signedIn, model } = openSignIn();
  port.failNext("cancelled");
  await model.usePasskey();
  expect([model.trouble.value, model.isBusy.value, signedIn]).toEqual(["cancelled", false, []]);
  model.go("code");
  expect([model.trouble.value, model.step.value]).toEqual([null, "code"]);
  port.next = () => Promise.reject(new Error("a bug"));
  await model.useRecoveryCode("A");
  expect(model.trouble.value).toBe("unexpected");
});

function openAccount() {
  const port = new FakeAccountPort();
  port.browsers = [
    { id: "own", label: "Firefox, Linux", createdAt: "", lastUsedAt: "", isOwn: true },
    { id: "phone", label: "Safari, iPhone", createdAt: "", lastUsedAt: "", isOwn: false },
  ];
  let signedOut = 0;
  const start = { account: port.kept, sessions: port.browsers };
  const own = new OwnAccount(port, start, () => signedOut++);
  return { port, own, signedOut: () => signedOut };
}

Deno.test("SignIn fails with an error of its own where the browser kept no cookie", async () => {
  const port = new FakeAccountPort();
  port.forgetsCookies = true;
  let signedIn = 0;
  const model = new SignIn(port, () => signedIn++);
  await model.usePasskey();
  expect([model.trouble.value, model.isBusy.value, signedIn]).toEqual(["cookies-off", false, 0]);
});

Deno.test("OwnAccount shows the server's answer after each change", async () => {
  const { port, own } = openAccount();
  await own.rename("Kim Cheolsu");
  expect([own.account.value.participantName, own.isNameSaved.value]).toEqual(["Kim Cheolsu", true]);
  await own.addPasskey();
  expect(own.isNameSaved.value).toBe(false);
  await own.labelPasskey("key-0", "Blue");
  expect(own.account.value.passkeys.map(({ label }) => label)).toEqual(["Blue"]);
  await own.removePasskey("key-0");
  expect(own.account.value.passkeys).toEqual([]);
  await own.renewRecoveryCodes();
  expect([own.newCodes.value, own.account.value.recoveryCodesLeft]).toEqual([["A", "B"], 2]);
  await own.endSession("phone");
  expect(own.sessions.value.map(({ id }) => id)).toEqual(["own"]);
  expect(port.calls.slice(-2)).toEqual(["endSession phone", "sessions"]);
});

Deno.test("OwnAccount makes one change at a time", async () => {
  const { port, own } = openAccount();
  const held = Promise.withResolvers<void>();
  port.next = () => held.promise;
  const first = own.addPasskey();
  expect(own.busyWith.value).toBe("passkeys");
  await own.rename("Lee");
  expect(port.calls).toEqual(["addPasskey"]);
  held.resolve();
  await first;
  expect(own.busyWith.value).toBe(null);
});

Deno.test("OwnAccount saves the name that was typed while another was being saved", async () => {
  const { port, own } = openAccount();
  const held = Promise.withResolvers<void>();
  port.next = () => held.promise;
  const first = own.rename("Kim");
  await own.rename("Kim Cheolsu");
  held.resolve();
  expect(await first).toBe(true);
  expect([own.account.value.participantName, own.isNameSaved.value]).toEqual(["Kim Cheolsu", true]);
});

Deno.test("OwnAccount tells a refused label from a stored one", async () => {
  const { port, own } = openAccount();
  const held = Promise.withResolvers<void>();
  port.next = () => held.promise;
  const adding = own.addPasskey();
  expect(await own.labelPasskey("key-0", "Blue")).toBe(false);
  held.resolve();
  await adding;
  expect(await own.labelPasskey("key-0", "Blue")).toBe(true);
});

Deno.test("OwnAccount leaves the page once the account is deleted, or says why it was not", async () => {
  const { port, own, signedOut } = openAccount();
  port.failNext("owns-spaces");
  await own.deleteAccount();
  expect([signedOut(), own.trouble.value]).toEqual([0, { part: "account", code: "owns-spaces" }]);
  await own.deleteAccount();
  expect([signedOut(), port.calls]).toEqual([1, ["deleteAccount", "deleteAccount"]]);
});

Deno.test("OwnAccount shows an error where it happened, and leaves the page when the session is over", async () => {
  const { port, own, signedOut } = openAccount();
  port.failNext("last-way-in");
  await own.removePasskey("key-0");
  expect(own.trouble.value).toEqual({ part: "passkeys", code: "last-way-in" });
  expect(signedOut()).toBe(0);
  port.failNext("session-invalid");
  await own.rename("Lee");
  expect(signedOut()).toBe(1);
  await own.signOut();
  expect([signedOut(), port.calls.at(-1)]).toEqual([2, "signOut"]);
});
