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

const refusals = {
  prompt: "dismissed",
  granted: "blocked-by-system",
  denied: "denied",
} as const;
