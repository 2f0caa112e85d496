import { variables } from "./config.ts";

/** Makes docs/configuration.md from the schema that parses the environment. */
export function configurationPage(): string {
  const rows = Object.entries(variables).map(([name, { fallback, purpose }]) =>
    `| \`${name}\` | ${purpose} | ${fallback} |`
  );
  return `# Configuration

All configuration comes from the environment, read once at the start. A wrong or missing value stops the start with one line a
variable. An empty value counts as absent.

<!-- Made from lib/server/config/config.ts: MADANG_WRITE_DOCS=1 deno test -A tests/unit/server/config/config_test.ts -->

| Variable | What it is | Default |
|---|---|---|
${rows.join("\n")}

Two more are read by the tasks before the server starts (\`compat/engine.ts\`):

| Variable | What it is | Default |
|---|---|---|
| \`MADANG_FRESH\` | \`jsr\`: Fresh from JSR; \`npm\`: the [stand-in](decisions/001-fresh-and-its-stand-in.md). \`start\` takes the one that made the build. | whichever can be reached |
| \`JSR_URL\` | Deno's own variable: another registry in place of JSR. | \`https://jsr.io\` |
`;
}
