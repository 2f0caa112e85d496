import type { MediaError } from "../ports/call_types.ts";

/**
 * Maps the name of a `getUserMedia` error. Denied, dismissed and blocked by the system share one name: the permission's
 * state tells them apart.
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
    // Firefox: the device is busy or broken.
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
 * Maps a `getDisplayMedia` error. Dismissal and refusal by the system share one name, and no permission tells them apart:
 * only Chromium's message does, which is read here alone. Firefox reports `NotFoundError` on a Mac that does not let it
 * record; an unreadable screen was chosen, and blocked by the system.
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
