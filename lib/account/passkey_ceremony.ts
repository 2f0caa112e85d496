/** The browser's half of both ceremonies, by `@simplewebauthn/browser`; its errors are told apart here, once. */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import type * as z from "zod/mini";
import type {
  authenticationOptionsSchema,
  registrationOptionsSchema,
} from "../contract/account.ts";
import { AppFailure } from "../api/app_failure.ts";

/** The code of a passkey's failure in the browser, before our server hears of it. */
export type PasskeyTrouble =
  /** Dismissed, timed out, or no passkey was there: browsers do not say which. */
  | "cancelled"
  /** This device already has a passkey of this account. */
  | "already-here"
  /** This device cannot keep such a passkey, or cannot verify its person. */
  | "unfit"
  /** The page's address cannot have passkeys, e.g. a bare IP address. */
  | "wrong-address"
  /** This browser does not support passkeys. */
  | "unsupported";

/** Lets the browser make a passkey; answers what the server wants to see. */
export async function createPasskey(
  options: z.infer<typeof registrationOptionsSchema>,
): Promise<unknown> {
  return await translated(() => startRegistration({ optionsJSON: options }));
}

/** Lets the person choose a passkey; answers what the server wants to see. */
export async function answerByPasskey(
  options: z.infer<typeof authenticationOptionsSchema>,
): Promise<unknown> {
  return await translated(() => startAuthentication({ optionsJSON: options }));
}

const troubles: Readonly<Record<string, PasskeyTrouble>> = {
  NotAllowedError: "cancelled",
  AbortError: "cancelled",
  InvalidStateError: "already-here",
  ConstraintError: "unfit",
  NotSupportedError: "unfit",
  SecurityError: "wrong-address",
};

async function translated(ceremony: () => Promise<unknown>): Promise<unknown> {
  if (!browserSupportsWebAuthn()) {
    throw new AppFailure("unsupported", "Cannot use passkeys in this browser");
  }
  try {
    return await ceremony();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "";
    throw new AppFailure(troubles[name] ?? "unexpected", "Cannot use a passkey", { cause });
  }
}
