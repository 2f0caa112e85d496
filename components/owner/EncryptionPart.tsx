import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { lateCode } from "../../lib/contract/late_code.ts";
import { spacePage } from "../../lib/contract/space_address.ts";
import type { OwnSpace } from "../../lib/owner/own_space.ts";
import type { SpaceEncryption } from "../../lib/owner/space_encryption.ts";
import { readableLink } from "../call/invitation_link.ts";
import type { KeyWords as LateKeyWords } from "../encryption/KeyWords.tsx";
import { useEncryptionWords } from "../messages/encryption_words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { CopyField } from "../shell/CopyField.tsx";
import { SettingState } from "./SettingState.tsx";

interface EncryptionPartProps {
  own: OwnSpace;
  encryption: SpaceEncryption;
}

/** End-to-end encryption: switched on and off by the owner alone, with the link that holds the key. */
export function EncryptionPart({ own, encryption }: EncryptionPartProps) {
  const words = useEncryptionWords();
  const { rules } = own;
  const isOn = rules.settings.value.keyCheck !== null;
  const isBusy = rules.requests.pending.value.has("keyCheck");
  const isOwner = rules.role.value === "owner";
  return (
    <section class="account-part" aria-labelledby="encryption-title">
      <h2 id="encryption-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      <p class="account-why">{words.why}</p>
      <p>{isOn ? words.state.on : words.state.off}</p>
      {isOn && <KeyOfSpace own={own} encryption={encryption} />}
      {isOwner && (
        <div class="owner-buttons">
          <ConfirmButton
            key={isOn ? "renew" : "on"}
            word={isOn ? words.renew : words.switchOn}
            question={isOn ? words.renewAsk : words.switchOnAsk}
            keep={words.keep}
            isBusy={isBusy}
            onYes={() => void encryption.renew()}
          />
          {isOn && (
            <ConfirmButton
              word={words.switchOff}
              question={words.switchOffAsk}
              keep={words.keep}
              class="button-quiet"
              isBusy={isBusy}
              onYes={() => void encryption.switchOff()}
            />
          )}
        </div>
      )}
      <p class="account-why">{words.without}</p>
      <SettingState rules={rules} name="keyCheck" />
    </section>
  );
}

/** The link with the key, and its words; or how to bring the key here. */
function KeyOfSpace({ own: { slug }, encryption }: EncryptionPartProps) {
  const words = useEncryptionWords();
  const key = encryption.key.value;
  const keyWords = useSignal<typeof LateKeyWords | null>(null);
  useEffect(() => {
    lateCode(() => import("../encryption/KeyWords.tsx"))
      .then((code) => keyWords.value = code.KeyWords, () => {});
  }, []);
  if (key === null) return <p class="notice notice-attention">{words.noKey}</p>;
  const KeyWords = keyWords.value;
  const link = encryption.linkOf(new URL(spacePage(slug), location.origin).href);
  return (
    <div class="codes">
      <p role="status">{encryption.isKept.value ? words.linkMore : words.noStorage}</p>
      <CopyField text={link} shown={readableLink(link)} label={words.link} words={words} />
      {KeyWords && <KeyWords spaceKey={key} />}
    </div>
  );
}
