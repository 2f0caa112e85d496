import { QrCode } from "../call/QrCode.tsx";
import { useOwnerWords } from "../messages/owner_words.ts";
import { readableLink } from "../call/invitation_link.ts";
import { CopyField } from "../shell/CopyField.tsx";

/** The address of a new link, to copy or scan: this once. */
export function MadeLinkBox({ url, needsKey }: { url: string; needsKey: boolean }) {
  const words = useOwnerWords().links;
  return (
    <div class="codes">
      <p role="status">{words.once}</p>
      {needsKey && <p class="notice notice-attention">{words.withoutKey}</p>}
      <CopyField text={url} shown={readableLink(url)} label={words.address} words={words} />
      <div class="code-place">
        <QrCode text={url} label={words.code} />
      </div>
    </div>
  );
}
