import { type ReadonlySignal, useSignal } from "@preact/signals";
import { linkWithKey } from "../../lib/contract/kept_key.ts";
import type { SpaceKey } from "../../lib/contract/space_key.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { CopyField } from "../shell/CopyField.tsx";
import { Icon } from "../shell/Icon.tsx";
import { QrCode as QrIcon, Send } from "./icons.tsx";
import { useLazy } from "../shell/useLazy.ts";
import { invitationLink, readableLink, sendLink } from "./invitation_link.ts";

/** The space's link, with its key where it is encrypted, to copy, send or scan. */
export function Invitation(
  { slug, spaceKey }: { slug: string; spaceKey: ReadonlySignal<SpaceKey | null> },
) {
  const words = useCallWords().invite;
  const link = linkWithKey(invitationLink(slug, location.origin), spaceKey.value?.secret ?? null);
  const isCodeShown = useSignal(false);
  const codeView = useLazy(() => import("./QrCode.tsx"));
  const QrCode = codeView.module.value?.QrCode;

  const toggleCode = () => {
    codeView.load();
    isCodeShown.value = !isCodeShown.peek();
  };

  return (
    <div class="invitation">
      <CopyField text={link} shown={readableLink(link)} label={words.link} words={words} />
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
          <Icon of={QrIcon} size={18} />
          <span>{isCodeShown.value ? words.hideCode : words.showCode}</span>
        </button>
      </div>
      {isCodeShown.value && (
        <div class="code-place">{QrCode && <QrCode text={link} label={words.code} />}</div>
      )}
    </div>
  );
}
