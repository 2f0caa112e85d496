import { secretVariables, variables } from "./config.ts";

/** Makes docs/configuration.md from the schema that parses the environment. */
export function configurationPage(): string {
  const rows = Object.entries(variables).map(([name, { fallback, purpose }]) =>
    `| \`${name}\` | ${purpose} | ${fallback} |`
  );
  return `# Configuration

All configuration comes from the environment, read once at the start. A wrong or missing value stops the start with one line a
variable; so does a \`MADANG_*\` name that does not exist. An empty value counts as absent.

A secret may come from a file: \`LIVEKIT_API_SECRET_FILE=/run/secrets/livekit\` in place of \`LIVEKIT_API_SECRET\`. So may
${
    secretVariables.filter((name) => name !== "LIVEKIT_API_SECRET").map((name) => `\`${name}\``)
      .join(", ")
  }.

<!-- Made from lib/server/config/config.ts: MADANG_WRITE_DOCS=1 deno test -A tests/unit/server/config/config_test.ts -->

| Variable | What it is | Default |
|---|---|---|
${rows.join("\n")}

Deno's own variables count too. \`HTTPS_PROXY\` and \`HTTP_PROXY\`: the proxy through which this server calls an identity provider or a LiveKit
elsewhere; \`NO_PROXY\`: hosts that it calls directly. Calls to this machine itself never go through a proxy. \`DENO_CERT\`: a file (PEM) with the
certificate of an authority of your own. [operators.md](operators.md) says when each is needed.

Two more are read by the tasks before the server starts (\`compat/engine.ts\`):

| Variable | What it is | Default |
|---|---|---|
| \`MADANG_FRESH\` | \`jsr\`: Fresh from JSR; \`npm\`: the [stand-in](decisions/001-fresh-and-its-stand-in.md). \`start\` takes the one that made the build. | whichever can be reached |
| \`JSR_URL\` | Deno's own variable: another registry in place of JSR. | \`https://jsr.io\` |
`;
}
