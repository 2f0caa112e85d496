/**
 * Three network namespaces of one run: an office that lets its people out to 443/tcp alone, a machine with a private address, and
 * between them a router that translates that address to a public one, but not for the machine itself (as Oracle's network).
 */
import { run } from "../../toolchain/command.ts";

/** The public address of the machine: of a range that is kept for examples, as livekit.yaml names it. */
export const publicAddress = "203.0.113.7";

const officeAddress = "203.0.113.8";
const machineAddress = "10.0.0.5";
const routerAddress = "10.0.0.1";

/** The namespaces' names, for `nsenter --net=/run/netns/<name>`. */
export interface OfficeNetworks extends AsyncDisposable {
  readonly office: string;
  readonly machine: string;
  readonly router: string;
}

/** Makes them. Takes Linux, root, and `ip` and `iptables`. */
export async function makeOfficeNetworks(): Promise<OfficeNetworks> {
  const names = ["office", "router", "machine"].map((name) => `madang-${Deno.pid}-${name}`);
  const [office, router, machine] = names;
  const close = async () => {
    for (const name of names) await run("ip", ["netns", "del", name]);
  };
  try {
    for (const name of names) {
      await must(`ip netns add ${name}`);
      await inside(name, "ip link set lo up");
    }
    await connect([office, officeAddress], [router, publicAddress], "outer");
    await connect([machine, machineAddress], [router, routerAddress], "inner");
    await inside(office, `ip route add default via ${publicAddress}`);
    await inside(machine, `ip route add default via ${routerAddress}`);
    await inside(router, "sysctl -qw net.ipv4.ip_forward=1");
    const nat = "iptables -t nat -A";
    const toMachine = `-j DNAT --to-destination ${machineAddress}`;
    await inside(router, `${nat} PREROUTING -i outer1 -d ${publicAddress} ${toMachine}`);
    const toPublic = `-j SNAT --to-source ${publicAddress}`;
    await inside(router, `${nat} POSTROUTING -o outer1 -s ${machineAddress} ${toPublic}`);
    const firewall = "iptables -A FORWARD -i outer1 -o inner1";
    await inside(router, `${firewall} -p tcp --dport 443 -j ACCEPT`);
    await inside(router, `${firewall} -j DROP`);
    // The rule of docs/infrastructure/OCI.md, by which relays reach LiveKit.
    await inside(machine, `${nat} OUTPUT -d ${publicAddress} ${toMachine}`);
    return { office, machine, router, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a port of the machine for the office, too. */
export async function openPort({ router }: OfficeNetworks, protocol: "udp" | "tcp", port: number) {
  await inside(router, `iptables -I FORWARD -i outer1 -p ${protocol} --dport ${port} -j ACCEPT`);
}

/** A cable between two namespaces: `<name>0` at the first one's end, `<name>1` at the second's. */
async function connect(
  [first, firstAddress]: [string, string],
  [second, secondAddress]: [string, string],
  name: string,
): Promise<void> {
  const ends = [[first, `${name}0`, firstAddress], [second, `${name}1`, secondAddress]];
  await must(
    `ip link add ${name}0 netns ${first} type veth peer name ${name}1 netns ${second}`,
  );
  for (const [namespace, end, address] of ends) {
    await inside(namespace, `ip addr add ${address}/24 dev ${end}`);
    await inside(namespace, `ip link set ${end} up`);
  }
}

async function inside(namespace: string, command: string): Promise<void> {
  await must(`nsenter --net=/run/netns/${namespace} ${command}`);
}

async function must(command: string): Promise<void> {
  const [program, ...args] = command.split(" ");
  const { success, text } = await run(program, args);
  if (!success) throw new Error(`${command}: ${text}`);
}
