import type { DepartureReason } from "../../contract/departure.ts";
import type { ApiPort } from "../ports/api_port.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { PagePort } from "../ports/page_port.ts";

/** How long the page waits to learn why it was put out. */
const waitMs = 2000;

/** What asking needs. */
export interface DepartureParts {
  readonly page: PagePort;
  loadApi(): Promise<ApiPort>;
}

/**
 * Whether the holder of `token` was put out, and why; `unknown` where nobody put them out.
 *
 * @throws {AppFailure} also where the server does not answer within two seconds.
 */
export async function askDeparture(
  { page, loadApi }: DepartureParts,
  token: string,
): Promise<DepartureReason> {
  let cancel = () => {};
  const silence = new Promise<never>((_, reject) => {
    const failure = new AppFailure("offline", "The server does not answer");
    cancel = page.after(waitMs, () => reject(failure));
  });
  try {
    const api = await loadApi();
    return await Promise.race([api.askDeparture(token), silence]);
  } finally {
    cancel();
  }
}
