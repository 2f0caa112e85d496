/** The whole number from 1 to `most` that a text says, or `null`. */
export function wholeNumber(text: string, most: number): number | null {
  const number = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
}
