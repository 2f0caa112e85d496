import type { MediaError } from "../../lib/media/call_types.ts";
import type { CallWords } from "../messages/en_call.ts";

/** Where this browser keeps the switch that allows a device again: a key of `CallWords["allow"]`. */
export function browserFamilyOf(
  userAgent: string,
): "chromium" | "firefox" | "safari" | "ios" | "android" {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)) return "safari";
  return "chromium";
}

/** What to do about `error`, in words, or nothing where its sentence says it already. */
export function allowHintOf(
  error: MediaError,
  words: CallWords,
  userAgent: string,
): string | undefined {
  if (error.remedy === "allow-in-browser") return words.allow[browserFamilyOf(userAgent)];
  if (error.remedy === "allow-in-system") return words.allow.system;
  return undefined;
}
