import { lateCode } from "../contract/late_code.ts";
import type { AccountPort, SignInPort } from "./account_port.ts";
import { CallAccount, type CallToGoOn } from "./call_account.ts";
import { ChannelSignInNews } from "./ChannelSignInNews.ts";

/** This browser's way to the server's accounts: asked for by few, and only in a call, so it is loaded then. */
export async function loadAccountPort(): Promise<SignInPort & AccountPort> {
  const { FetchAccountPort } = await lateCode(() => import("./FetchAccountPort.ts"));
  return new FetchAccountPort();
}

/** A `CallAccount` of this browser. */
export function browserCallAccount(call: CallToGoOn): CallAccount {
  return new CallAccount({
    call,
    news: new ChannelSignInNews(),
    signOut: async () => await (await loadAccountPort()).signOut(),
  });
}
