import { expect } from "expect";
import { AppFailure } from "../../../lib/api/app_failure.ts";
import { type AfterSigningOut, CallAccount } from "../../../lib/account/call_account.ts";
import { ChannelSignInNews } from "../../../lib/account/ChannelSignInNews.ts";
import { signInChannelName, type SignInMessage } from "../../../lib/contract/sign_in.ts";

type Told = SignInMessage["signIn"];

/** A guest in a call; `calls` says what was done to it, in order. */
function inCall({ isGuest = true } = {}) {
  const calls: string[] = [];
  const stage = {
    calls,
    isGuest,
    /** What asking for the next token comes to. */
    next: (): Promise<void> => Promise.resolve(),
    hear: (_: Told) => {},
  };
  const account = new CallAccount({
    call: {
      async changeSession(change) {
        calls.push("change");
        await change();
        await stage.next();
      },
      leave() {
        calls.push("leave");
        return Promise.resolve();
      },
      isGuest: () => stage.isGuest,
    },
    news: {
      tell: (signIn) => void calls.push(`tell ${signIn}`),
      follow(listener) {
        stage.hear = listener;
        return () => calls.push("stop");
      },
    },
    signOut() {
      calls.push("sign out");
      return Promise.resolve();
    },
  });
  return { ...stage, stage, account, stop: account.start() };
}

Deno.test("CallAccount tells other tabs of a sign-in before the call continues with it", async () => {
  const { account, calls } = inCall();
  await account.signedIn();
  expect(calls).toEqual(["tell done", "change"]);
  expect([account.busyWith.value, account.trouble.value]).toEqual([null, null]);
});

Deno.test("CallAccount continues as the account after a sign-in in another tab or window", () => {
  const { stage, account, calls, stop } = inCall();
  const held = Promise.withResolvers<void>();
  stage.next = () => held.promise;
  stage.hear("done");
  // A page on which a sign-in ends may tell more than once.
  stage.hear("done");
  expect([calls, account.busyWith.value]).toEqual([["change"], "sign-in"]);
  held.resolve();
  stop();
  expect(calls).toEqual(["change", "stop"]);
});

Deno.test("CallAccount does not change a call that is a user's already", async () => {
  const { stage, account, calls } = inCall({ isGuest: false });
  stage.hear("done");
  await account.signedIn();
  expect(calls).toEqual(["tell done"]);
});

Deno.test("CallAccount shows that the sign-in window was closed, until the next try", () => {
  const { stage, account, calls } = inCall();
  stage.hear("cancelled");
  expect([account.isGivenUp.value, calls]).toEqual([true, []]);
  account.forget();
  expect(account.isGivenUp.value).toBe(false);
});

Deno.test("CallAccount says why the call could not continue as the account, and tries again", async () => {
  const { stage, account, calls } = inCall();
  stage.next = () => Promise.reject(new AppFailure("space-full", "Cannot enter"));
  await account.signedIn();
  expect([account.trouble.value, account.busyWith.value]).toEqual(["space-full", null]);
  stage.next = () => Promise.resolve();
  await account.signedIn();
  expect(account.trouble.value).toBe(null);
  expect(calls.filter((call) => call === "change").length).toBe(2);
});

Deno.test("CallAccount.signOut() leaves, or stays, after the session has ended", async () => {
  const done: Record<AfterSigningOut, string[]> = {
    leave: ["change", "sign out", "leave"],
    stay: ["change", "sign out"],
  };
  for (const then of ["leave", "stay"] as const) {
    const { account, calls } = inCall({ isGuest: false });
    await account.signOut(then);
    expect(calls).toEqual(done[then]);
  }
});

Deno.test("CallAccount.signOut() that fails does not leave", async () => {
  const calls: string[] = [];
  const account = new CallAccount({
    call: {
      changeSession: (change) => change(),
      leave: () => Promise.resolve(void calls.push("leave")),
      isGuest: () => false,
    },
    news: new ChannelSignInNews(),
    signOut: () => Promise.reject(new AppFailure("offline", "Cannot reach the server")),
  });
  await account.signOut("leave");
  expect([account.trouble.value, calls]).toEqual(["offline", []]);
});

Deno.test("ChannelSignInNews takes messages of other tabs only, and only known ones", async () => {
  const own = new ChannelSignInNews();
  const heard: Told[] = [];
  const first = Promise.withResolvers<void>();
  const stop = own.follow((signIn) => {
    heard.push(signIn);
    first.resolve();
  });
  const tab = new BroadcastChannel(signInChannelName);
  const toldTab = Promise.withResolvers<unknown>();
  tab.onmessage = ({ data }) => toldTab.resolve(data);
  own.tell("done");
  expect(await toldTab.promise).toEqual({ signIn: "done" });
  tab.postMessage("done");
  tab.postMessage({ signIn: "failed" });
  new ChannelSignInNews().tell("cancelled");
  await first.promise;
  expect(heard).toEqual(["cancelled"]);
  stop();
  tab.close();
});
