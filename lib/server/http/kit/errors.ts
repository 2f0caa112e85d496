/** Thrown values as answers, for the middleware around all routes. */
import { AppError } from "../../base/app_error.ts";

/** The HTTP status of an error, as Fresh's `HttpError` has one; 500 for others. Fresh itself is not imported here. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !("status" in error)) return 500;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status <= 599 ? status : 500;
}

/** A thrown value as an `AppError`: itself, `not-found`, `method-not-allowed`, or else `internal`. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  switch (statusOf(error)) {
    case 404:
      return new AppError("not-found", "There is nothing here", { cause: error });
    case 405:
      return new AppError("method-not-allowed", "This address does not take that method", {
        cause: error,
      });
    default:
      return new AppError("internal", "Cannot answer the request", { cause: error });
  }
}

/** The value of `reading`; `null` if it rejects with a 401. Other rejections pass through. */
export async function nullIfUnauthenticated<Value>(
  reading: Promise<Value>,
): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}

/** Status and headers of an error page: never cached, with `Retry-After` for 429 and 503. */
export function errorPageInit({ status, retryAfterSeconds = 2 }: AppError): ResponseInit {
  const headers = new Headers({ "cache-control": "no-store" });
  if (status === 503 || status === 429) {
    headers.set("retry-after", String(Math.ceil(retryAfterSeconds)));
  }
  return { status, headers };
}
