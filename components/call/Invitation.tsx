import { useSignal, useSignalEffect } from "@preact/signals";
import { Check, Copy, QrCode as QrSign, Send } from "lucide-preact";
import { useCallWords } from "../messages/call_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { useLazy } from "../shell/useLazy.ts";
import { copyText, invitationLink, sendLink } from "./invitation_link.ts";

/** How long the button says that the link was copied. */
const copiedMilliseconds = 3000;

/** The link to copy, send or scan. */
export function Invitation({ slug }: { slug: string }) {
  const words = useCallWords().invite;
  const link = invitationLink(slug, location.origin);
  const isCopied = useSignal(false);
  const isCodeShown = useSignal(false);
  const codeView = useLazy(() => import("./QrCode.tsx"));
  const QrCode = codeView.module.value?.QrCode;

  useSignalEffect(() => {
    if (!isCopied.value) return;
    const timer = setTimeout(() => isCopied.value = false, copiedMilliseconds);
    return () => clearTimeout(timer);
  });

  const copy = async (field: HTMLInputElement | null | undefined) => {
    isCopied.value = await copyText(link, navigator.clipboard);
    if (!isCopied.peek()) field?.select();
  };
  const toggleCode = () => {
    codeView.load();
    isCodeShown.value = !isCodeShown.peek();
  };

  return (
    <div class="invitation">
      <div class="invitation-row">
        <input
          class="field"
          readonly
          value={link}
          aria-label={words.link}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          class="button button-main"
          onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector("input"))}
        >
          <Icon of={isCopied.value ? Check : Copy} size={18} />
          <span aria-live="polite">{isCopied.value ? words.copied : words.copy}</span>
        </button>
      </div>
      <div class="invitation-ways">
        {"share" in navigator && (
          <button
            type="button"
            class="button button-quiet"
            onClick={() => void sendLink(link, slug, navigator)}
          >
            <Icon of={Send} size={18} />
            <span>{words.send}</span>
          </button>
        )}
        <button
          type="button"
          class="button button-quiet"
          aria-expanded={ariaState(isCodeShown.value)}
          onClick={toggleCode}
        >
          <Icon of={QrSign} size={18} />
          <span>{isCodeShown.value ? words.hideCode : words.showCode}</span>
        </button>
      </div>
      {isCodeShown.value && (
        <div class="code-place">{QrCode && <QrCode text={link} label={words.code} />}</div>
      )}
    </div>
  );
}
