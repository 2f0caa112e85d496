/** What a browser is told about every answer. */

/** The directives of a page's policy that differ from Fresh's own; `livekitUrl` as browsers reach it, `null` for none. */
export function contentSecurityPolicy(livekitUrl: string | null): string[] {
  const livekit = livekitUrl === null ? [] : livekitOrigins(livekitUrl);
  return [
    ["connect-src", "'self'", ...livekit].join(" "),
    "img-src 'self' data: blob:",
    "base-uri 'none'",
  ];
}

/** The SDK opens a WebSocket, and asks the same host over HTTP why one failed: both must be allowed. */
function livekitOrigins(livekitUrl: string): string[] {
  const { protocol, host } = new URL(livekitUrl);
  const isSecure = protocol === "wss:" || protocol === "https:";
  return isSecure ? [`wss://${host}`, `https://${host}`] : [`ws://${host}`, `http://${host}`];
}

const everywhere: readonly (readonly [string, string])[] = [
  [
    "permissions-policy",
    "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self)",
  ],
  ["x-content-type-options", "nosniff"],
  // Not `no-referrer`, which turns the Origin of our own forms into `null`; pages with secrets in their address set that.
  ["referrer-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

/** What is neither a page nor a script runs nothing and loads nothing, an SVG opened by itself included. */
const inertPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The same answer with the headers that each answer has. Headers that it set itself stay. */
export function withSecurityHeaders(answer: Response): Response {
  // Headers of a passed-on answer are immutable: a new Response has its own.
  const secured = new Response(answer.body, answer);
  const { headers } = secured;
  for (const [name, value] of everywhere) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const type = headers.get("content-type") ?? "";
  const policy = headers.get("content-security-policy");
  if (/^text\/html/i.test(type)) {
    // Fresh's default has it, and it breaks every host that is reached over plain http.
    const kept = policy?.split(";").map((part) => part.trim())
      .filter((part) => part !== "upgrade-insecure-requests").join("; ");
    if (kept !== undefined) headers.set("content-security-policy", kept);
  } else if (!/javascript/i.test(type)) {
    headers.set("content-security-policy", inertPolicy);
  }
  return secured;
}
