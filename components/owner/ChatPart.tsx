import { chatKeptChoices } from "../../lib/owner/choices.ts";
import type { SpaceRules } from "../../lib/owner/space_rules.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { Choices } from "./Choices.tsx";
import { SettingState } from "./SettingState.tsx";

/** How long chat is kept: the owner's choice, which moderators only read. */
export function ChatPart({ rules }: { rules: SpaceRules }) {
  const words = useOwnerWords().chat;
  const { chatKept } = rules.settings.value;
  return (
    <section class="account-part" aria-labelledby="chat-title">
      <h2 id="chat-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      {rules.role.value === "owner"
        ? (
          <Choices
            name="chat-kept"
            legend={words.kept}
            options={chatKeptChoices}
            words={words.keptChoices}
            chosen={chatKept}
            isBusy={rules.requests.pending.value.has("chatKept")}
            onChoose={(kept) => rules.set("chatKept", kept)}
          />
        )
        : <p>{words.keptChoices[chatKept][1]}</p>}
      <SettingState rules={rules} name="chatKept" />
    </section>
  );
}
