import { useSignal } from "@preact/signals";
import { lateCode } from "../../lib/contract/late_code.ts";
import { spacePage } from "../../lib/contract/space_address.ts";
import { useContext, useEffect, useRef } from "preact/hooks";
import type { OwnSpace } from "../../lib/owner/own_space.ts";
import { encryptionWords } from "../messages/encryption_words.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { LocaleContext } from "../messages/words.ts";
import { useKeptFocus } from "../shell/useKeptFocus.ts";
import { ChatPart } from "./ChatPart.tsx";
import { DeletePart } from "./DeletePart.tsx";
import type { EncryptionPart as LateEncryptionPart } from "./EncryptionPart.tsx";
import { EndPart } from "./EndPart.tsx";
import { LinksPart } from "./LinksPart.tsx";
import { LogPart } from "./LogPart.tsx";
import { NamePart } from "./NamePart.tsx";
import { PeoplePart } from "./PeoplePart.tsx";
import { RulesPart } from "./RulesPart.tsx";
import { SourcesPart } from "./SourcesPart.tsx";

/** All that its owner and moderators decide about a space, and what happened in it. */
export function OwnerPage({ own }: { own: OwnSpace }) {
  const words = useOwnerWords();
  const locale = useContext(LocaleContext);
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page);
  const encryptionPart = useSignal<typeof LateEncryptionPart | null>(null);
  useEffect(() => {
    const loading = lateCode(() => import("./EncryptionPart.tsx"));
    Promise.all([loading, own.loadEncryption(), encryptionWords.load(locale)])
      .then(([code]) => encryptionPart.value = code.EncryptionPart, () => {});
  }, []);
  const EncryptionPart = encryptionPart.value;
  const encryption = own.encryption.value;
  return (
    <div class="account owner" ref={page}>
      <header>
        <a class="header-link owner-back" href={spacePage(own.slug)}>
          {words.toSpace}
        </a>
        <h1>{words.title(own.rules.name.value || own.slug)}</h1>
        <p class="account-why">{words.why}</p>
        <noscript>
          <p class="notice notice-attention">{words.noScript}</p>
        </noscript>
      </header>
      <NamePart rules={own.rules} slug={own.slug} />
      <RulesPart rules={own.rules} />
      <SourcesPart rules={own.rules} />
      <ChatPart rules={own.rules} />
      {EncryptionPart && encryption && <EncryptionPart own={own} encryption={encryption} />}
      <PeoplePart own={own} />
      <LinksPart own={own} />
      <LogPart log={own.log} />
      <EndPart own={own} />
      {own.rules.role.value === "owner" && <DeletePart own={own} />}
    </div>
  );
}
