/** Secrets from files: `LIVEKIT_API_SECRET_FILE=/run/secrets/livekit` for every secret of the table. */
import { ConfigError, type Environment, secretVariables } from "./config.ts";

/**
 * The environment with every `<SECRET>_FILE` replaced by its file's text, without the line end that editors add.
 *
 * @throws ConfigError for a file that cannot be read, and for a secret that is also set itself.
 */
export function withSecretFiles(
  environment: Environment,
  readFile: (path: string) => string,
): Environment {
  const lines: string[] = [];
  const filled: Record<string, string | undefined> = { ...environment };
  for (const name of secretVariables) {
    const path = environment[`${name}_FILE`];
    if (!path) continue;
    if (environment[name]) {
      lines.push(`${name}_FILE: ${name} is there too; keep one of them`);
      continue;
    }
    try {
      filled[name] = readFile(path).replace(/\r?\n$/, "");
      if (filled[name] === "") lines.push(`${name}_FILE: the file is empty`);
    } catch (error) {
      const reason = error instanceof Error ? error.name : "Error";
      lines.push(`${name}_FILE: the file cannot be read (${reason})`);
    }
  }
  if (lines.length > 0) throw new ConfigError(lines);
  return filled;
}
