import { givenRoles } from "../../lib/contract/roles.ts";
import type { GivenRole, PublishSource } from "../../lib/contract/space.ts";
import { publishSources } from "../../lib/owner/choices.ts";
import type { SpaceRules } from "../../lib/owner/space_rules.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { useEdit } from "../shell/useEdit.ts";
import { SettingState } from "./SettingState.tsx";

const roles = [...givenRoles].reverse();

/** What each role may send, and whether it may write. */
export function SourcesPart({ rules }: { rules: SpaceRules }) {
  const words = useOwnerWords().sources;
  return (
    <section class="account-part" aria-labelledby="sources-title">
      <h2 id="sources-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      <p class="account-why">{words.why}</p>
      <table class="sources" aria-labelledby="sources-title">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{words.role}</span>
            </th>
            {roles.map((role) => <th key={role} scope="col">{words.roles[role]}</th>)}
          </tr>
        </thead>
        <tbody>
          {publishSources.map((source) => (
            <tr key={source}>
              <th scope="row">{words.names[source]}</th>
              {roles.map((role) => (
                <td key={role}>
                  <label>
                    <SourceCheck rules={rules} role={role} source={source} />
                  </label>
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{words.chat}</th>
            {roles.map((role) => (
              <td key={role}>
                <label>
                  <ChatCheck rules={rules} role={role} />
                </label>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      <SettingState rules={rules} name="publishSources" isOwn={(at) => at.includes(".")} />
    </section>
  );
}

function SourceCheck(
  { rules, role, source }: { rules: SpaceRules; role: GivenRole; source: PublishSource },
) {
  const words = useOwnerWords().sources;
  const edit = useEdit<boolean>();
  const isAllowed = rules.settings.value.publishSources[role].includes(source);
  return (
    <input
      type="checkbox"
      checked={edit.over(isAllowed)}
      aria-label={words.cell(words.names[source], words.roles[role])}
      aria-busy={rules.requests.pending.value.has(`${role}.${source}`)}
      onChange={({ currentTarget: { checked } }) =>
        void edit.choose(checked, rules.setSource(role, source, checked))}
    />
  );
}

function ChatCheck({ rules, role }: { rules: SpaceRules; role: GivenRole }) {
  const words = useOwnerWords().sources;
  const edit = useEdit<boolean>();
  return (
    <input
      type="checkbox"
      checked={edit.over(rules.settings.value.chatRoles.includes(role))}
      aria-label={words.cell(words.chat, words.roles[role])}
      aria-busy={rules.requests.pending.value.has(`${role}.chat`)}
      onChange={({ currentTarget: { checked } }) =>
        void edit.choose(checked, rules.setChatRole(role, checked))}
    />
  );
}
