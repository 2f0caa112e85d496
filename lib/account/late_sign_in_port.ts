import { lateCode } from "../contract/late_code.ts";
import type { SignInPort } from "./account_port.ts";

async function load(): Promise<SignInPort> {
  const { FetchAccountPort } = await lateCode(() => import("./FetchAccountPort.ts"));
  return new FetchAccountPort();
}

/** Our own server's ways to sign in. Their code comes with the first one that is tried: a page that is only read needs none. */
export function lateSignInPort(): SignInPort {
  return {
    usePasskey: async () => await (await load()).usePasskey(),
    register: async (participantName) => await (await load()).register(participantName),
    useRecoveryCode: async (code) => await (await load()).useRecoveryCode(code),
    isKept: async () => await (await load()).isKept(),
  };
}

/** Tells a call in another tab to go on as the account. It never rejects: this tab is signed in all the same. */
export async function tellOtherTabs(): Promise<void> {
  try {
    const { ChannelSignInNews } = await lateCode(() => import("./ChannelSignInNews.ts"));
    new ChannelSignInNews().tell("done");
  } catch {
    // Said by `lateCode`; the call in the other tab finds out with its next token.
  }
}
