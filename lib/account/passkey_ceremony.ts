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
import { AccountFailure, type PasskeyTrouble } from "./account_failure.ts";

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
    throw new AccountFailure("unsupported", "Cannot use passkeys in this browser");
  }
  try {
    return await ceremony();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "";
    throw new AccountFailure(troubles[name] ?? "unexpected", "Cannot use a passkey", { cause });
  }
}
