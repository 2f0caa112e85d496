import type { OwnAccount } from "../../lib/account/own_account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { DateText } from "./DateText.tsx";

/** Where one is signed in; each other place can be ended from here. */
export function Sessions({ own }: { own: OwnAccount }) {
  const words = useOwnAccountWords();
  return (
    <section class="account-part" aria-labelledby="sessions-title">
      <h2 id="sessions-title" tabIndex={-1} data-focus-home>{words.sessions}</h2>
      <ul role="list" class="account-list" aria-labelledby="sessions-title">
        {own.sessions.value.map(({ id, label, lastUsedAt, isOwn }) => {
          const name = label || words.unknownBrowser;
          return (
            <li key={id} class="account-item" aria-label={name} tabIndex={-1} data-focus-home>
              <p class="account-item-text">
                <b>{name}</b>
                <span>
                  {isOwn ? words.thisBrowser : (
                    <>
                      {words.lastUsed} <DateText at={lastUsedAt} />
                    </>
                  )}
                </span>
              </p>
              {!isOwn && (
                <span class="account-item-buttons">
                  <button
                    type="button"
                    class="button button-small"
                    aria-label={words.endOne(name)}
                    onClick={() => void own.endSession(id)}
                  >
                    {words.end}
                  </button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
