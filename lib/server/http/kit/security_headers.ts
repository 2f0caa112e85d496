/** Security headers, on every answer. */

/** The CSP directives that differ from Fresh's; `livekitUrl` as browsers reach it, `null` without LiveKit. */
export function contentSecurityPolicy(livekitUrl: string | null): string[] {
  const livekit = livekitUrl === null ? [] : livekitOrigins(livekitUrl);
  return [
    ["connect-src", "'self'", ...livekit].join(" "),
    "img-src 'self' data: blob:",
    "base-uri 'none'",
  ];
}

/** LiveKit's origins by ws and http: the SDK opens a WebSocket, and asks the same host over HTTP why one failed. */
function livekitOrigins(livekitUrl: string): string[] {
  const { protocol, host, hostname } = new URL(livekitUrl);
  // LiveKit Cloud tells its SDK of regional hosts, by `/settings/regions`.
  if (hostname.endsWith(".livekit.cloud")) {
    return ["wss://*.livekit.cloud", "https://*.livekit.cloud"];
  }
  const isSecure = protocol === "wss:" || protocol === "https:";
  return isSecure ? [`wss://${host}`, `https://${host}`] : [`ws://${host}`, `http://${host}`];
}

const commonHeaders: readonly (readonly [string, string])[] = [
  [
    "permissions-policy",
    "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self)",
  ],
  ["x-content-type-options", "nosniff"],
  // `no-referrer` would turn the Origin of our own forms into `null`; only pages with secrets in their address set it.
  ["referrer-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

/** The CSP of any answer but pages and scripts: nothing runs and nothing loads, also in an SVG opened by itself. */
const inertPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The page of a call: its noise suppressors are WebAssembly in an AudioWorklet, which obeys the page's CSP. */
const spacePage = /^\/space\/[^/]+$/;

/** The same answer with security headers. Headers that it has already stay. `pathname` is the request's. */
export function withSecurityHeaders(answer: Response, pathname: string): Response {
  const mayCompile = answer.status === 200 && spacePage.test(pathname);
  try {
    addHeaders(answer.headers, { mayCompile });
    return answer;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The headers of a forwarded response (`fetch`, `Response.redirect`) are immutable; a copy's are not.
    const copy = new Response(answer.body, answer);
    addHeaders(copy.headers, { mayCompile });
    return copy;
  }
}

function addHeaders(headers: Headers, { mayCompile }: { mayCompile: boolean }) {
  for (const [name, value] of commonHeaders) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const type = headers.get("content-type") ?? "";
  if (/^text\/html/i.test(type)) {
    const policy = headers.get("content-security-policy");
    if (policy !== null) {
      const own = withoutUpgrade(policy);
      headers.set("content-security-policy", mayCompile ? withWasm(own) : own);
    }
  } else if (!/javascript/i.test(type)) {
    headers.set("content-security-policy", inertPolicy);
  }
}

/** Lets WebAssembly be compiled; `eval` of text stays forbidden. */
function withWasm(policy: string): string {
  return policy.replace(/script-src [^;]*/, "$& 'wasm-unsafe-eval'");
}

/** Without Fresh's default `upgrade-insecure-requests`, which breaks every host that is reached over plain http. */
function withoutUpgrade(policy: string): string {
  return policy.split(";").map((directive) => directive.trim())
    .filter((directive) => directive !== "upgrade-insecure-requests").join("; ");
}
