import type { AccountWords } from "../messages/en_account.ts";

/** The sentence for an `AppFailure`'s code; `unknown` is the word for a refused sign-in. */
export function troubleWords(
  words: AccountWords["trouble"],
  code: string,
  unknown: "passkey-unknown" | "code-unknown" = "passkey-unknown",
): string {
  const wanted = code === "sign-in-refused" ? unknown : code;
  return Object.entries(words).find(([known]) => known === wanted)?.[1] ?? words.unexpected;
}
