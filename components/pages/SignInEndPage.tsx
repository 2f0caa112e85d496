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
  /** Where the same sign-in begins anew. */
  startPath: string;
}

/** How a sign-in at a provider ended, where it does not simply lead on: in a pop-up, or in trouble. */
export function SignInEndPage(props: SignInEndPageProps) {
  const { locale, outcome, isAway, isPopup, providerName, startPath } = props;
  const words = servedWordsOf(locale).signInEnd;
  const [title, more] = outcome !== "failed"
    ? [words[outcome], words.closeWindow]
    : isAway
    ? [words.away(providerName), words.awayMore]
    : [words.failed, words.failedMore];
  return (
    <>
      {!isPopup && <PageHeader locale={locale} />}
      <main class="still" id="content">
        <h1>{title}</h1>
        <p class="still-more">{more}</p>
        {outcome === "failed" && <a class="button button-main" href={startPath}>{words.tryAgain}
        </a>}
      </main>
      {isPopup && outcome !== "failed" && <TellAndClose signIn={outcome} />}
    </>
  );
}

/** Tells the page that opened this window, and closes it. Fixed words: nothing of the request stands in the script. */
function TellAndClose(message: SignInMessage) {
  const script = `{
  const channel = new BroadcastChannel(${JSON.stringify(signInChannelName)});
  channel.postMessage(${JSON.stringify({ signIn: message.signIn })});
  channel.close();
  history.replaceState(null, "", location.pathname);
  close();
}`;
  // deno-lint-ignore react-no-danger -- an inline script, which the page's nonce allows
  return <script dangerouslySetInnerHTML={{ __html: script }} />;
}
