import type { AdminInstallation } from "../../lib/contract/admin.ts";
import { useAdminWords } from "../messages/admin_words.ts";

/** The commands that need the storage's file. */
const commands = [
  "deno task admin backup <new file>",
  "deno task admin check",
  "deno task admin restore <file>",
];

/** What this installation is: its id, its keys by their public ids, and what is done on the server alone. */
export function InstallationPart({ installation }: { installation: AdminInstallation }) {
  const words = useAdminWords();
  const rows = [
    [words.id, installation.installationId],
    [words.version, installation.version],
    [words.storage, installation.storage],
    ...installation.keys.map(({ use, id }) =>
      [`${words.keys}: ${words.keyUses[use]}`, id ?? words.isSet] as const
    ),
  ];
  return (
    <section class="account-part" aria-labelledby="admin-installation">
      <h2 id="admin-installation">{words.installation}</h2>
      <dl class="person-connection admin-keys">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd class="notranslate">{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{words.backups}</h3>
      <p class="account-why">{words.backupsWhy}</p>
      <ul role="list">
        {commands.map((command) => (
          <li key={command}>
            <code>{command}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
