/** The reason why a request failed, in an operator's words. */

/** Kinds of failure, by what has to be changed. */
export type FailureKind = "name" | "refused" | "silent" | "certificate" | "other";

/** The kind of a failed `fetch` or connection, and a short reason without an address. */
export interface FailureReason {
  readonly kind: FailureKind;
  readonly reason: string;
}

const kinds: readonly (readonly [RegExp, FailureKind, string])[] = [
  [/certificate|UnknownIssuer|CERT_|self.signed|CaUsedAsEndEntity/i, "certificate", ""],
  [/dns|lookup|resolve|ENOTFOUND|EAI_/i, "name", "its name has no address (DNS)"],
  [/refused|ECONNREFUSED/i, "refused", "the connection is refused"],
  [/timed? ?out|timeout|ETIMEDOUT|unreachable|aborted/i, "silent", "no answer in time"],
];

/** Certificates' trouble as TLS libraries name it, and as people say it. */
const certificates: readonly (readonly [RegExp, string])[] = [
  [/expired/i, "its certificate has expired"],
  [/NotValidForName|not valid for|altname/i, "its certificate is for another name"],
  [
    /NotValidYet|not yet valid/i,
    "its certificate is not valid yet: one of the two clocks is wrong",
  ],
  [
    /UnknownIssuer|self.signed|CaUsedAsEndEntity|unable to verify|issuer/i,
    "its certificate is of an authority that is not trusted here",
  ],
];

/** Reads an error by its messages: fetch, sockets and TLS have no classes for these. */
export function failureReasonOf(error: unknown): FailureReason {
  const text = messagesOf(error).join(" ");
  const [, kind, reason] = kinds.find(([pattern]) => pattern.test(text)) ?? [, "other", "", ""];
  if (kind === "certificate") {
    const said = certificates.find(([pattern]) => pattern.test(text))?.[1];
    return { kind, reason: said ?? "its certificate is not accepted" };
  }
  return { kind: kind as FailureKind, reason: reason || "the connection fails" };
}

function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const code = "code" in error ? [String(error.code)] : [];
  return [error.name, ...code, error.message, ...(error.cause ? messagesOf(error.cause) : [])];
}
