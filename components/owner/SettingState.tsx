import type { SettingName, SpaceRules } from "../../lib/owner/space_rules.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { TroubleLine } from "./TroubleLine.tsx";

interface SettingStateProps {
  rules: SpaceRules;
  name: SettingName;
  /** Where several controls stand for one setting: whether a trouble is theirs. */
  isOwn?: (at: string) => boolean;
}

/** How a setting fares, in a line that is always there: being saved, refused, or changed by somebody else. */
export function SettingState({ rules, name, isOwn = (at) => at === name }: SettingStateProps) {
  const words = useOwnerWords();
  const isPending = [...rules.requests.pending.value].some(isOwn);
  const isElsewhere = rules.changedElsewhere.value.has(name);
  return (
    <div class="setting-state">
      <p role="status">{isPending ? words.saving : isElsewhere ? words.elsewhere : ""}</p>
      <TroubleLine requests={rules.requests} at={isOwn} />
    </div>
  );
}
