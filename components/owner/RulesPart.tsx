import { spacePolicies } from "../../lib/owner/choices.ts";
import type { SettingName, SpaceRules } from "../../lib/owner/space_rules.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { CapacityField } from "./CapacityField.tsx";
import { Choices } from "./Choices.tsx";
import { SettingSwitch } from "./SettingSwitch.tsx";
import { SettingState } from "./SettingState.tsx";

/** The rules of who can join, and in which role. */
export function RulesPart({ rules }: { rules: SpaceRules }) {
  const words = useOwnerWords().rules;
  const { policy, isLocked, defaultRole } = rules.settings.value;
  const pending = rules.requests.pending.value;
  const isBusy = (name: SettingName) => pending.has(name);
  return (
    <section class="account-part" aria-labelledby="rules-title">
      <h2 id="rules-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      <Choices
        name="policy"
        legend={words.policy}
        options={spacePolicies}
        words={words.policies}
        chosen={policy}
        isBusy={isBusy("policy")}
        onChoose={(policy) => rules.set("policy", policy)}
      />
      <SettingState rules={rules} name="policy" />
      <div class="owner-box">
        <SettingSwitch
          label={words.lock}
          note={words.lockMore}
          isChecked={isLocked}
          isBusy={isBusy("isLocked")}
          onToggle={(isLocked) => rules.set("isLocked", isLocked)}
        />
      </div>
      <SettingState rules={rules} name="isLocked" />
      <CapacityField rules={rules} />
      <SettingState rules={rules} name="capacity" />
      <Choices
        name="default-role"
        legend={words.defaultRole}
        options={["speaker", "listener"]}
        words={words.defaultRoles}
        chosen={defaultRole}
        isBusy={isBusy("defaultRole")}
        onChoose={(role) => rules.set("defaultRole", role)}
      />
      <SettingState rules={rules} name="defaultRole" />
    </section>
  );
}
