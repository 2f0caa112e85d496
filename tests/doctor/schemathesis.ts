/**
 * `deno task test:schemathesis`: schemathesis (PyPI, on the PATH or in `SCHEMATHESIS`) reads /api/openapi.json of the built app,
 * and sends what it finds odd.
 */
import { startApp } from "../../toolchain/app.ts";
import { which } from "../../toolchain/command.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";

const program = Deno.env.get("SCHEMATHESIS") ?? await which("schemathesis");
if (program === null) {
  console.error(
    "No schemathesis on the PATH (pipx install schemathesis), and none in SCHEMATHESIS",
  );
  Deno.exit(1);
}
const livekit = await startLiveKit();
const app = await startApp({ liveKit: livekit, env: { MADANG_RATE_LIMITS: "off" } });
const begun = await fetch(`${app.url}/api/guest-sessions`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ roomName: "space-tea", participantName: "Kim", delivery: "body" }),
});
const { sessionToken } = await begun.json();
const checks = [
  ...["not_a_server_error", "status_code_conformance", "content_type_conformance"],
  ...["response_schema_conformance", "unsupported_method"],
];
const { code } = await new Deno.Command(program, {
  args: [
    ...["run", `${app.url}/api/openapi.json`, `--header=Authorization: Bearer ${sessionToken}`],
    ...[`--checks=${checks.join(",")}`, "--max-examples=30", "--workers=2", "--seed=1"],
    ...Deno.args,
  ],
}).spawn().status;
await app.stop();
await livekit.stop();
Deno.exit(code);
