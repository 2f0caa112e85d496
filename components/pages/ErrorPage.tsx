import { decodeSegment, slugFrom, spacePage } from "../../lib/contract/space_address.ts";
import type { Locale } from "../messages/locale.ts";
import { servedWordsOf } from "../messages/served_words.ts";
import { PageHeader } from "../shell/PageHeader.tsx";

interface ErrorPageProps {
  locale: Locale;
  /** The HTTP status that the page is answered with. */
  status: number;
  /** Of the address that was asked for. */
  pathname: string;
  /** What the log calls this request. */
  requestId?: string;
}

/** Any page that went wrong: one sentence, and one way on. */
export function ErrorPage({ locale, status, pathname, requestId }: ErrorPageProps) {
  const { errors: words, door } = servedWordsOf(locale);
  // A space's own address where there is none: no space can have that name, or nobody made it.
  const typed = status === 404 ? /^\/space\/([^/]+)$/.exec(pathname)?.[1] : undefined;
  const slug = typed === undefined ? null : slugFrom(decodeSegment(typed) ?? "");
  const [title, more] = slug !== null
    ? [words.noSuchSpace, words.noSuchSpaceMore]
    : typed !== undefined
    ? [words.notASpace, words.notASpaceMore]
    : status === 503
    ? [words.busy, words.busyMore]
    : status === 429
    ? [words.often, words.oftenMore]
    : status >= 500
    ? [words.broken, words.brokenMore]
    : [words.notFound, words.notFoundMore];
  const isOurs = status >= 500;
  const isForAgain = isOurs || status === 429;
  return (
    <>
      <PageHeader locale={locale} />
      <main class="still" id="content">
        <p class="still-sign" aria-hidden="true">{status}</p>
        <h1>{title}</h1>
        <p class="still-more">{more}</p>
        <div class="still-buttons">
          <a
            class="button button-main"
            id={isForAgain ? againId : undefined}
            href={isForAgain ? "" : "/"}
          >
            {isForAgain ? words.tryAgain : words.back}
          </a>
          {slug !== null && (
            <a class="button button-quiet" href={spacePage(slug, "/settings")}>{door.makeYours}</a>
          )}
        </div>
        {isOurs && requestId && <p class="request-id">{words.request(requestId)}</p>}
      </main>
      {isForAgain && <KeepAddress />}
    </>
  );
}

const againId = "again";

/** Again, or in the other language, at the address as it is: a link would lose its fragment, and with it an invitation. */
function KeepAddress() {
  const script = `document.getElementById(${JSON.stringify(againId)}).onclick = (click) => {
  click.preventDefault();
  location.reload();
};
document.querySelector("a[hreflang]").onclick = (click) => {
  click.currentTarget.hash = location.hash;
};`;
  // deno-lint-ignore react-no-danger -- an inline script, which the page's nonce allows
  return <script dangerouslySetInnerHTML={{ __html: script }} />;
}
