import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** A page that came by plain http from another machine: a browser lets it listen, and nothing else. */
export function NotSecure() {
  const words = useCallWords().notSecure;
  if (globalThis.isSecureContext !== false) return null;
  return <Notice role="status" tone="attention" text={words.text} more={words.more} />;
}
