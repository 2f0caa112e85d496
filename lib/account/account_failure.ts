/** What can go wrong with a passkey in the browser, before our server hears of it. */
export type PasskeyTrouble =
  /** Dismissed, timed out, or none was there: browsers do not say which. */
  | "cancelled"
  /** This device has a passkey of this account already. */
  | "already-here"
  /** This device cannot keep such a passkey, or cannot verify its person. */
  | "unfit"
  /** The page's address cannot have passkeys, e.g. a bare IP address. */
  | "wrong-address"
  /** This browser knows no passkeys. */
  | "unsupported";

/** A step of an account, or of what one owns, that failed; thrown by the ports. */
export class AccountFailure extends Error {
  override readonly name = "AccountFailure";

  /** @param code A code of the API's error table, a `PasskeyTrouble`, `offline` or `unexpected`. */
  constructor(readonly code: string, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The code of any error. */
export function failureCode(error: unknown): string {
  return error instanceof AccountFailure ? error.code : "unexpected";
}
