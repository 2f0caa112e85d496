import { signInChannelName, type SignInMessage, signInMessageSchema } from "../contract/sign_in.ts";
import { openTabChannel } from "../contract/tab_channel.ts";
import type { SignInNews } from "./sign_in_news.ts";

/** `SignInNews` over the BroadcastChannel on which a pop-up reports its end. */
export class ChannelSignInNews implements SignInNews {
  #channel: BroadcastChannel | null = null;

  tell(signIn: SignInMessage["signIn"]): void {
    const message: SignInMessage = { signIn };
    const channel = this.#channel ?? openTabChannel(signInChannelName);
    channel?.postMessage(message);
    if (channel !== this.#channel) channel?.close();
  }

  follow(listener: (signIn: SignInMessage["signIn"]) => void): () => void {
    const channel = this.#channel = openTabChannel(signInChannelName);
    if (channel === null) return () => {};
    channel.onmessage = ({ data }) => {
      const message = signInMessageSchema.safeParse(data);
      if (message.success) listener(message.data.signIn);
    };
    return () => {
      channel.close();
      this.#channel = null;
    };
  }
}
