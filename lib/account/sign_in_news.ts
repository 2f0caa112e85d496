import type { SignInMessage } from "../contract/sign_in.ts";

/** News of how a sign-in ended, between this browser's tabs and windows. A sender does not receive its own. */
export interface SignInNews {
  tell(signIn: SignInMessage["signIn"]): void;
  /** Calls `listener` until the returned function is called. */
  follow(listener: (signIn: SignInMessage["signIn"]) => void): () => void;
}
