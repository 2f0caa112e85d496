import { signInChannelName, type SignInMessage } from "../../lib/contract/sign_in.ts";
import type { Locale } from "../messages/locale.ts";
import { servedWordsOf } from "../messages/served_words.ts";
import { PageHeader } from "../shell/PageHeader.tsx";

interface SignInEndPageProps {
  locale: Locale;
  outcome: SignInMessage["signIn"] | "failed";
  /** The provider did not answer. */
  isAway: boolean;
  isPopup: boolean;
  providerName: string;
  /** Where whoever signed in goes on. */
  returnPath: string;
  /** Where the same sign-in begins anew. */
  startPath: string;
}

/** How a sign-in at a provider ended. One that went well is told to this browser's other pages, and leads on by itself. */
export function SignInEndPage(props: SignInEndPageProps) {
  const { locale, outcome, isAway, isPopup, providerName, returnPath, startPath } = props;
  const words = servedWordsOf(locale).signInEnd;
  const leadsOn = outcome === "done" && !isPopup;
  const [title, more] = outcome !== "failed"
    ? [words[outcome], leadsOn ? words.goingOn : words.closeWindow]
    : isAway
    ? [words.away(providerName), words.awayMore]
    : [words.failed, words.failedMore];
  return (
    <>
      {!isPopup && <PageHeader locale={locale} />}
      <main class="still" id="content">
        <h1>{title}</h1>
        <p class="still-more">{more}</p>
        {leadsOn && <a class="button button-main" id={goOnId} href={returnPath}>{words.goOn}</a>}
        {outcome === "failed" && <a class="button button-main" href={startPath}>{words.tryAgain}
        </a>}
      </main>
      {outcome !== "failed" && <TellAndGo signIn={outcome} isPopup={isPopup} />}
    </>
  );
}

const goOnId = "go-on";

/** Tells the other pages, and closes the window or goes on. Fixed words: nothing of the request stands in the script. */
function TellAndGo({ signIn, isPopup }: SignInMessage & { isPopup: boolean }) {
  const go = isPopup
    ? `history.replaceState(null, "", location.pathname);
  close();`
    : `location.replace(document.getElementById(${JSON.stringify(goOnId)}).href);`;
  const script = `{
  const channel = new BroadcastChannel(${JSON.stringify(signInChannelName)});
  channel.postMessage(${JSON.stringify({ signIn })});
  channel.close();
  ${go}
}`;
  // deno-lint-ignore react-no-danger -- an inline script, which the page's nonce allows
  return <script dangerouslySetInnerHTML={{ __html: script }} />;
}
