/**
 * `deno task doctor`: checks a configuration and everything around it, by the same environment as the server's, whether
 * that runs or not. `--json` prints one JSON object. Exit code: 0 all good, 1 something is bad, 2 something could not be told.
 */
import { listenAddress } from "./compat/listen_address.ts";
import { callLoopbackDirectly } from "./lib/server/config/outgoing_proxy.ts";
import { exitCodeOf, type Finding, textOf } from "./lib/server/doctor/finding.ts";
import { runDoctor } from "./lib/server/doctor/run_doctor.ts";

callLoopbackDirectly(Deno.env);
const isJson = Deno.args.includes("--json");
const tell = (finding: Finding) => {
  if (!isJson) console.log(textOf(finding));
};
const findings = await runDoctor({
  environment: Deno.env.toObject(),
  listen: listenAddress(Deno.env.get("HOST"), Deno.env.get("PORT")),
  now: Date.now,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  tell,
});
if (isJson) console.log(JSON.stringify({ exitCode: exitCodeOf(findings), findings }, null, 2));
Deno.exit(exitCodeOf(findings));
