/**
 * `deno task test:deploy [part …]`: what deploy/ says, with real programs and without Docker. All parts by default:
 *
 *     image      the Dockerfile's steps; the size of what comes out; run read-only, as a user without rights (root on Linux)
 *     replicas   the processes of compose.replicas.yaml wired alike, one replica stopped (caddy, redis-server on the PATH)
 *     office     a call out of a network that lets through 443/tcp alone (root on Linux; ip, iptables, and Go for a Caddy with layer4)
 *     units      the units of deploy/systemd, verified and rated (systemd-analyze on the PATH)
 */
import { checkImage } from "./image.ts";
import { checkOffice } from "./office.ts";
import { checkReplicas } from "./replicas.ts";
import { checkUnits } from "./units.ts";

const parts = {
  image: checkImage,
  replicas: checkReplicas,
  office: checkOffice,
  units: checkUnits,
};

const asked = Deno.args.length > 0 ? Deno.args : Object.keys(parts);
for (const name of asked) {
  const check = Object.entries(parts).find(([part]) => part === name)?.[1];
  if (check === undefined) {
    console.error(`There is no part "${name}", only ${Object.keys(parts).join(", ")}`);
    Deno.exit(1);
  }
  console.log(`${name}:`);
  await check((line) => console.log(`  ${line}`));
}
// Parts of other processes may still be held open.
Deno.exit(0);
