import { useContext } from "preact/hooks";
import { LocaleContext } from "../messages/words.ts";
import { useHydrated } from "../shell/useHydrated.ts";

/** A day and a time, as the page's language writes them: by UTC at first, as the server does, then by the person's own clock. */
export function TimeText({ at }: { at: string }) {
  const locale = useContext(LocaleContext);
  const timeZone = useHydrated().value ? undefined : "UTC";
  const text = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return <time dateTime={at}>{text.format(new Date(at))}</time>;
}
