import { signInChannelName, type SignInMessage, signInMessageSchema } from "../contract/sign_in.ts";

/** How sign-ins of this browser end, told between its tabs and windows. Nobody hears what they told themselves. */
export interface SignInNews {
  tell(signIn: SignInMessage["signIn"]): void;
  /** Hears it until the answered function is called. */
  follow(listener: (signIn: SignInMessage["signIn"]) => void): () => void;
}

/** `SignInNews` over the channel that a pop-up tells its end on. */
export class ChannelSignInNews implements SignInNews {
  #channel: BroadcastChannel | null = null;

  tell(signIn: SignInMessage["signIn"]): void {
    const message: SignInMessage = { signIn };
    const channel = this.#channel ?? new BroadcastChannel(signInChannelName);
    channel.postMessage(message);
    if (channel !== this.#channel) channel.close();
  }

  follow(listener: (signIn: SignInMessage["signIn"]) => void): () => void {
    const channel = this.#channel = new BroadcastChannel(signInChannelName);
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
