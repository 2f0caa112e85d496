import type { DepartureReason } from "../../contract/departure.ts";
import type { ApiPort } from "../ports/api_port.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { PagePort } from "../ports/page_port.ts";

/** How long the page waits for the reason of its eviction. */
const timeoutMs = 2000;

/** The dependencies of `askDeparture`. */
export interface DepartureParts {
  readonly page: PagePort;
  loadApi(): Promise<ApiPort>;
}

/**
 * Asks the server why the holder of `token` was evicted; `unknown` where they were not.
 *
 * @throws {AppFailure} `offline` where the server does not answer within two seconds.
 */
export async function askDeparture(
  { page, loadApi }: DepartureParts,
  token: string,
): Promise<DepartureReason> {
  let cancel = () => {};
  const timeout = new Promise<never>((_, reject) => {
    const failure = new AppFailure("offline", "The server does not answer");
    cancel = page.after(timeoutMs, () => reject(failure));
  });
  try {
    const api = await loadApi();
    return await Promise.race([api.askDeparture(token), timeout]);
  } finally {
    cancel();
  }
}
