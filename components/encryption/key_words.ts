import { wordlist } from "@scure/bip39/wordlists/english.js";

/** The words of a key's fingerprint. English in every language, so that two people compare the same ones. */
export function keyWords(fingerprint: readonly number[]): readonly string[] {
  return fingerprint.map((number) => wordlist[number]);
}
