import type { GivenRole } from "../../lib/contract/space.ts";
import { publishSources } from "../../lib/owner/choices.ts";
import type { SpaceRules } from "../../lib/owner/space_rules.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { SettingState } from "./SettingState.tsx";

const roles: readonly GivenRole[] = ["moderator", "speaker", "listener"];

/** What each role may send. */
export function SourcesPart({ rules, isReady }: { rules: SpaceRules; isReady: boolean }) {
  const words = useOwnerWords().sources;
  const allowed = rules.settings.value.publishSources;
  const pending = rules.errands.pending.value;
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
              {roles.map((role) => {
                const isAllowed = allowed[role].includes(source);
                return (
                  <td key={role}>
                    <label>
                      <input
                        type="checkbox"
                        checked={isAllowed}
                        disabled={!isReady}
                        aria-label={words.cell(words.names[source], words.roles[role])}
                        aria-busy={pending.has(`${role}.${source}`)}
                        onClick={(event) => {
                          event.preventDefault();
                          void rules.setSource(role, source, !isAllowed);
                        }}
                      />
                    </label>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <SettingState rules={rules} name="publishSources" isOwn={(at) => at.includes(".")} />
    </section>
  );
}
