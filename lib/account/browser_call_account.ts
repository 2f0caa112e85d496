import { lateCode } from "../contract/late_code.ts";
import type { AccountPort, SignInPort } from "./account_port.ts";
import { CallAccount, type CallToGoOn } from "./call_account.ts";
import { ChannelSignInNews } from "./ChannelSignInNews.ts";

/** The account port of this browser, loaded late: few visitors use it, and only in a call. */
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
