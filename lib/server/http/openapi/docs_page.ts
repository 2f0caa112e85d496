/** The API's description as a page: plain HTML, which asks no other host for anything and runs no script. */
import type { Caller, Operation } from "./operations.ts";
import { operations } from "./operations.ts";
import { bodySchemaOf, jsonSchema } from "./openapi.ts";

const callers: Readonly<Record<Caller, string>> = {
  anybody: "anybody",
  guest: "a guest",
  account: "an account",
  session: "a session",
  moderator: "a moderator",
  livekit: "LiveKit, by its signature",
  operator: "an operator, by a token",
};

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** Text between backticks is code. */
function inCode(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function schemaPart(title: string, schema: unknown): string {
  const text = escapeHtml(JSON.stringify(schema, null, 2));
  return `<details><summary>${
    escapeHtml(title)
  }</summary><pre tabindex="0">${text}</pre></details>`;
}

function operationPart([name, operation]: [string, Operation]): string {
  const { answers, caller, query = {}, summary } = operation;
  const body = bodySchemaOf(operation);
  const parameters = Object.entries(query).map(([parameter, meaning]) =>
    `<li><code>?${escapeHtml(parameter)}=</code> ${escapeHtml(meaning)}</li>`
  );
  return [
    `<section><h2><code>${escapeHtml(name)}</code></h2>`,
    `<p>${inCode(summary)}. For ${callers[caller]}.</p>`,
    parameters.length > 0 ? `<ul>${parameters.join("")}</ul>` : "",
    body === null ? "" : schemaPart("Body", body),
    ...Object.entries(answers).map(([status, schema]) =>
      schema === null
        ? `<p>Answers <code>${status}</code>.</p>`
        : schemaPart(`Answer ${status}`, jsonSchema(schema, "output"))
    ),
    "</section>",
  ].join("\n");
}

/** The whole page. */
export function docsPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Madang</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/styles.css">
<link rel="stylesheet" href="/api-docs.css">
</head>
<body class="api-docs">
<main>
<h1>Madang's API</h1>
<p>Machines read <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1). Every error is
<code>application/problem+json</code>: <code>{ type, title, status, code, requestId, fields? }</code>, with a stable <code>code</code>.</p>
${Object.entries(operations).map(operationPart).join("\n")}
</main>
</body>
</html>
`;
}
