/** One line on stderr while something takes its time. */

/** Says `what`, counts the seconds on a terminal, and ends the line with the answered function. */
export function showProgress(what: string): (outcome?: string) => void {
  const started = Date.now();
  const isTerminal = Deno.stderr.isTerminal();
  const write = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  const seconds = () => Math.round((Date.now() - started) / 1000);
  if (isTerminal) write(`${what} …`);
  else write(`${what} …\n`);
  const timer = setInterval(
    () => write(isTerminal ? `\r${what} … ${seconds()} s` : `${what} … ${seconds()} s\n`),
    isTerminal ? 1000 : 30_000,
  );
  Deno.unrefTimer(timer);
  return (outcome = "done") => {
    clearInterval(timer);
    write(`${isTerminal ? "\r" : ""}${what} … ${outcome} (${seconds()} s)\n`);
  };
}
