import { useSignal } from "@preact/signals";
import { copyText } from "../call/invitation_link.ts";
import { QrCode } from "../call/QrCode.tsx";
import { useOwnerWords } from "../messages/owner_words.ts";

/** The address of a new link, to copy or scan: this once. */
export function MadeLinkBox({ url }: { url: string }) {
  const words = useOwnerWords().links;
  const isCopied = useSignal(false);
  const copy = async (field: HTMLInputElement | null | undefined) => {
    isCopied.value = await copyText(url, navigator.clipboard);
    if (!isCopied.peek()) field?.select();
  };
  return (
    <div class="codes">
      <p role="status">{words.once}</p>
      <div class="invitation-row made-link">
        <input
          class="field"
          readonly
          value={url}
          aria-label={words.address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          class="button button-main"
          onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector("input"))}
        >
          <span aria-live="polite">{isCopied.value ? words.copied : words.copy}</span>
        </button>
      </div>
      <div class="code-place">
        <QrCode text={url} label={words.code} />
      </div>
    </div>
  );
}
