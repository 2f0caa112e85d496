import type { Account, SignedIn, UserSession } from "../contract/account.ts";

/** Ways to sign in; each ends with this browser's session cookie. Every method throws `AppFailure`. */
export interface SignInPort {
  /** Asks the browser for any passkey of this place. */
  usePasskey(): Promise<SignedIn>;
  /** A new account, and its first passkey. */
  register(participantName: string): Promise<SignedIn>;
  useRecoveryCode(code: string): Promise<SignedIn>;
  /** Whether this browser has kept the session: one that keeps no cookies says nothing. */
  isKept(): Promise<boolean>;
}

/** The account of whoever is signed in. Every method throws `AppFailure`. */
export interface AccountPort {
  account(): Promise<Account>;
  rename(participantName: string): Promise<Account>;
  addPasskey(): Promise<Account>;
  labelPasskey(id: string, label: string): Promise<Account>;
  removePasskey(id: string): Promise<Account>;
  /** All anew: those before are worth nothing any more. */
  renewRecoveryCodes(): Promise<string[]>;
  sessions(): Promise<UserSession[]>;
  endSession(id: string): Promise<void>;
  signOut(): Promise<void>;
  /** For good; this browser is signed out then. */
  deleteAccount(): Promise<void>;
}
