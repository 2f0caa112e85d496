import type { Account, SignedIn, UserSession } from "../contract/account.ts";

/** Ways to sign in; each ends with this browser's session cookie. Every method throws `AppFailure`. */
export interface SignInPort {
  /** Asks the browser for any passkey of this site. */
  usePasskey(): Promise<SignedIn>;
  /** A new account, and its first passkey. */
  register(participantName: string): Promise<SignedIn>;
  useRecoveryCode(code: string): Promise<SignedIn>;
  /** Whether this browser has kept the session: a browser that blocks cookies drops it silently. */
  isKept(): Promise<boolean>;
}

/** The account of the signed-in user. Every method throws `AppFailure`. */
export interface AccountPort {
  account(): Promise<Account>;
  rename(participantName: string): Promise<Account>;
  addPasskey(): Promise<Account>;
  labelPasskey(id: string, label: string): Promise<Account>;
  removePasskey(id: string): Promise<Account>;
  /** Replaces all codes; older ones stop working. */
  renewRecoveryCodes(): Promise<string[]>;
  sessions(): Promise<UserSession[]>;
  endSession(id: string): Promise<void>;
  signOut(): Promise<void>;
  /** Cannot be undone; it also signs this browser out. */
  deleteAccount(): Promise<void>;
}
