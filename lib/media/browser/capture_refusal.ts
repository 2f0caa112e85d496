import type { MediaError } from "../ports/call_types.ts";

/**
 * What the name of a `getUserMedia` error means. Denied, dismissed and blocked by the system are
 * one error: what is allowed now tells which.
 */
export async function refusalOf(
  name: string,
  queryPermission: () => Promise<PermissionState | null>,
): Promise<MediaError["type"]> {
  switch (name) {
    case "NotAllowedError":
      return refusals[await queryPermission() ?? "denied"];
    case "NotFoundError":
      return "not-found";
    case "NotReadableError":
    // Firefox, where the device is busy or broken.
    // falls through
    case "AbortError":
      return "in-use";
    case "OverconstrainedError":
      return "overconstrained";
    case "NotSupportedError":
    case "SecurityError":
    case "TypeError":
      return "unsupported";
    default:
      return "unexpected";
  }
}

/**
 * What a `getDisplayMedia` error means. A change of mind and a refusal by the system have one name, and no permission tells
 * them apart: Chromium says it in its message, which therefore is read here, and nowhere else. Firefox finds no screen on a Mac that
 * does not let it record; a screen that cannot be read was chosen, and kept back by the system.
 */
export function screenRefusalOf({ name, message }: Pick<Error, "name" | "message">) {
  switch (name) {
    case "NotAllowedError":
      if (/\bpolicy\b/i.test(message)) return "denied";
      return /\bsystem\b/i.test(message) ? "blocked-by-system" : "dismissed";
    case "NotFoundError":
    case "NotReadableError":
    case "AbortError":
      return "blocked-by-system";
    case "NotSupportedError":
    case "TypeError":
      return "unsupported";
    default:
      return "unexpected";
  }
}

const refusals = {
  prompt: "dismissed",
  granted: "blocked-by-system",
  denied: "denied",
} as const;
