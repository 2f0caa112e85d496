import type { SignInMessage } from "../contract/sign_in.ts";

/** How sign-ins of this browser end, told between its tabs and windows. Nobody hears what they told themselves. */
export interface SignInNews {
  tell(signIn: SignInMessage["signIn"]): void;
  /** Hears it until the answered function is called. */
  follow(listener: (signIn: SignInMessage["signIn"]) => void): () => void;
}
