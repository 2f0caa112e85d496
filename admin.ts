/** `deno task admin`: an operator's hand, in the server's environment. */
import { bracketed, listenAddress } from "./compat/listen_address.ts";
import { AdminCallError, AdminClient } from "./lib/server/admin/admin_client.ts";
import { backUp, BackupError, checkFile, restore } from "./lib/server/admin/backup.ts";
import { ConfigError, type Environment, parseConfig } from "./lib/server/config/config.ts";
import { callLoopbackDirectly } from "./lib/server/config/outgoing_proxy.ts";
import { withSecretFiles } from "./lib/server/config/secret_files.ts";
import { StartError } from "./lib/server/config/start_error.ts";

const help = `deno task admin <command>, in the server's environment

With a running server, by MADANG_ADMIN_TOKEN:
  spaces [text]            spaces with an owner, and how many people are inside
  close <slug>             ends the call in a space for everybody
  delete-space <slug>      deletes a space that has an owner
  people <text>            accounts by a part of the name, or by id
  end-sessions <id>        signs an account out everywhere
  recovery-codes <id>      ten new codes, to hand to the person
  delete-person <id>       deletes an account that owns no space
  keys                     which keys this installation has, without any secret

With the file of KV_URL:
  backup <new file>        a whole copy, while the server runs
  check [file]             whether the storage (or a copy) is whole
  restore <file>           puts a copy in its place; the server must be stopped
`;

callLoopbackDirectly(Deno.env);
const [command = "", argument = ""] = Deno.args;
try {
  await run(withSecretFiles(Deno.env.toObject(), Deno.readTextFileSync));
} catch (error) {
  const isExpected = [AdminCallError, BackupError, ConfigError, StartError]
    .some((kind) => error instanceof kind);
  if (!isExpected || !(error instanceof Error)) throw error;
  console.error(error.message);
  Deno.exit(1);
}

async function run(environment: Environment): Promise<void> {
  switch (command) {
    case "spaces":
      return printTable(await client(environment).spaces(argument));
    case "people":
      return printTable(await client(environment).people(argument));
    case "close":
      return await client(environment).close(given());
    case "delete-space":
      return await client(environment).deleteSpace(given());
    case "end-sessions":
      return await client(environment).endSessions(given());
    case "delete-person":
      return await client(environment).deletePerson(given());
    case "recovery-codes":
      return console.log((await client(environment).recoveryCodes(given())).join("\n"));
    case "keys": {
      const { keys, ...installation } = await client(environment).installation();
      return printTable({ items: [installation, ...keys], hasMore: false });
    }
    case "backup":
      await backUp(storageFile(environment), given());
      return printFile(given());
    case "check":
      return printFile(argument || storageFile(environment));
    case "restore": {
      const former = await restore(given(), storageFile(environment), new Date());
      if (former !== null) console.log(`The former storage is ${former}`);
      return printFile(storageFile(environment));
    }
    default:
      console.log(help);
      if (command !== "" && command !== "help") Deno.exit(1);
  }
}

function given(): string {
  if (argument !== "") return argument;
  console.error(`"${command}" wants one more word\n\n${help}`);
  Deno.exit(1);
}

function client(environment: Environment): AdminClient {
  const token = environment.MADANG_ADMIN_TOKEN;
  if (!token) throw new AdminCallError("MADANG_ADMIN_TOKEN is not set, here and for the server");
  const { host, port } = listenAddress(environment.HOST, environment.PORT);
  const here = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return new AdminClient(`http://${bracketed(here)}:${port}`, token);
}

function storageFile(environment: Environment): string {
  const { kvUrl } = parseConfig(environment);
  if (kvUrl !== null && kvUrl !== ":memory:" && !/^https?:/i.test(kvUrl)) return kvUrl;
  throw new BackupError("KV_URL is no file: back up the KV server's own file, by its means");
}

function printFile(path: string) {
  const { rows, bytes } = checkFile(path);
  console.log(`${path} is whole: ${rows} rows, ${bytes} bytes`);
}

function printTable({ items, hasMore }: { items: readonly object[]; hasMore: boolean }) {
  for (const item of items) {
    console.log(Object.entries(item).map(([name, value]) => `${name}=${value}`).join("  "));
  }
  if (hasMore) console.log("… and more: search for less");
}
