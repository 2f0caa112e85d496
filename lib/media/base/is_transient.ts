import type { AppFailure } from "../../api/app_failure.ts";
import { remedies } from "./call_error.ts";

/** Whether an automatic retry can help: not after a decision against this participant. */
export function isTransient({ code }: AppFailure): boolean {
  return (remedies[code] ?? "retry") === "retry" || code === "rate-limited";
}
