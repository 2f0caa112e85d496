import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Administration } from "../../lib/owner/administration.ts";
import { useAdminWords } from "../messages/admin_words.ts";
import { useKeptFocus } from "../shell/useKeptFocus.ts";
import { AdminTroubleLine } from "./AdminTroubleLine.tsx";
import { InstallationPart } from "./InstallationPart.tsx";
import { PeoplePart } from "./PeoplePart.tsx";
import { SpacesPart } from "./SpacesPart.tsx";

/** An operator's page: nothing of the server is on it before the token was typed. */
export function AdminPage({ admin }: { admin: Administration }) {
  const words = useAdminWords();
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page);
  const installation = admin.installation.value;
  return (
    <div class="account" ref={page}>
      <h1 tabIndex={-1} data-focus-home>{words.title}</h1>
      {installation === null ? <TokenForm admin={admin} /> : (
        <>
          <SpacesPart admin={admin} />
          <PeoplePart admin={admin} />
          <InstallationPart installation={installation} />
          <div>
            <button type="button" class="button" onClick={() => admin.leave()}>
              {words.leave}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

/** The field has no name: no form, address or history ever holds the token. */
function TokenForm({ admin }: { admin: Administration }) {
  const words = useAdminWords();
  const field = useRef<HTMLInputElement>(null);
  const isMissing = useSignal(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const token = field.current?.value.trim() ?? "";
    isMissing.value = token === "";
    if (token === "") field.current?.focus();
    else void admin.enter(token);
  };
  return (
    <form class="account-part" method="post" onSubmit={submit} novalidate>
      <label for="admin-token">{words.token}</label>
      <input
        ref={field}
        id="admin-token"
        class="field"
        type="password"
        autocomplete="off"
        spellcheck={false}
        aria-describedby="admin-token-why"
        aria-invalid={isMissing.value ? "true" : undefined}
      />
      <p class="account-why" id="admin-token-why">
        {isMissing.value ? words.tokenMissing : words.tokenWhy}
      </p>
      <AdminTroubleLine admin={admin} at="token" />
      <button
        type="submit"
        class="button button-main"
        aria-busy={admin.busyWith.value === "token"}
      >
        {words.enter}
      </button>
    </form>
  );
}
