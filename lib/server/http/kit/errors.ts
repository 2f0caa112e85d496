/** What a thrown value is answered with when no endpoint took it: for the middleware around all routes. */
import { AppError } from "../../base/app_error.ts";

/** Anything that carries an HTTP status: Fresh's `HttpError` does, and we import no Fresh here. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !("status" in error)) return 500;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status <= 599 ? status : 500;
}

/** A thrown value as the one error that we answer with. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  switch (statusOf(error)) {
    case 404:
      return new AppError("not-found", "There is nothing here", { cause: error });
    case 405:
      return new AppError("method-not-allowed", "Not by this method", { cause: error });
    default:
      return new AppError("internal", "Cannot answer the request", { cause: error });
  }
}

/** How a page that tells of an error is answered: kept by no cache, and with a time to come back where that helps. */
export function errorPageInit({ status, retryAfterSeconds = 2 }: AppError): ResponseInit {
  const headers = new Headers({ "cache-control": "no-store" });
  if (status === 503 || status === 429) {
    headers.set("retry-after", String(Math.ceil(retryAfterSeconds)));
  }
  return { status, headers };
}
