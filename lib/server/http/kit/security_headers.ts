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

const commonHeaders: readonly (readonly [string, string])[] = [
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
  try {
    addHeaders(answer.headers);
    return answer;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // A passed-on answer of somebody else: its headers are immutable, a copy's are not.
    const copy = new Response(answer.body, answer);
    addHeaders(copy.headers);
    return copy;
  }
}

function addHeaders(headers: Headers) {
  for (const [name, value] of commonHeaders) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const type = headers.get("content-type") ?? "";
  if (/^text\/html/i.test(type)) {
    const policy = headers.get("content-security-policy");
    if (policy !== null) headers.set("content-security-policy", withoutUpgrade(policy));
  } else if (!/javascript/i.test(type)) {
    headers.set("content-security-policy", inertPolicy);
  }
}

/** Fresh's default asks browsers to take https for http: it breaks every host that is reached over plain http. */
function withoutUpgrade(policy: string): string {
  return policy.split(";").map((directive) => directive.trim())
    .filter((directive) => directive !== "upgrade-insecure-requests").join("; ");
}
