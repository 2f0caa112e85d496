/** `deno task test:deploy units`: the units of deploy/systemd by systemd's own checks. */
import { join } from "node:path";
import { run, which } from "../../toolchain/command.ts";

const folder = join(import.meta.dirname ?? ".", "../../deploy/systemd");

/** What `systemd-analyze security` may say at most, of 10: its word for this is *OK* or better. */
const highestExposure = 2;

/** Runs it; each unit's rating is a line. @throws {Error} for a unit that systemd complains of. */
export async function checkUnits(seen: (line: string) => void): Promise<void> {
  if (await which("systemd-analyze") === null) {
    throw new Error("No systemd-analyze on the PATH (Debian: apt install systemd)");
  }
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  for (const name of names.filter((name) => name.endsWith(".service")).sort()) {
    // A template is checked as one of its instances; programs and users need not be on this machine.
    const unit = join(folder, name.replace("@.", "@8000."));
    const { text } = await run("systemd-analyze", ["verify", "--man=no", unit]);
    const complaints = text.split("\n").filter((line) =>
      line.includes(name.split(/[@.]/)[0]) && !/is not executable|No such file/.test(line)
    );
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
    const rated = await run("systemd-analyze", ["security", "--offline=true", unit]);
    const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(rated.text)?.[1]);
    if (!(exposure <= highestExposure)) throw new Error(`${name}\n${rated.text}`);
    seen(`${name}: nothing to complain of; exposure ${exposure} of 10`);
  }
}
