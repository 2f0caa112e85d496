/**
 * A bridge between playwright-core and Firefox. Playwright drives a stock Firefox
 * over WebDriver BiDi (`channel: "moz-firefox"`), and sends commands that an ESR does not know yet;
 * those are answered here, as done. Run it in Firefox's place: `FIREFOX` names the real program.
 *
 * Playwright marks each script that it runs in a page as run by a person's click. With
 * `FIREFOX_ONLY_INPUT_ACTIVATES` set only real input counts, for tests of pages without a click.
 */

/** Emulation that our tests do without; Firefox 153 ESR answers `unknown command`. */
const unknownCommands = ["emulation.setMediaFeaturesOverride"];

/**
 * Runs a program until its own standard input ends: when we close it, and also when we are
 * killed, so that no Firefox is left behind.
 */
const untilInputEnds = `
  exec 3<&0
  "$@" 3<&- & program=$!
  { cat <&3; kill $program; } >/dev/null 2>&1 &
  wait $program`;

const onlyInputActivates = Deno.env.has("FIREFOX_ONLY_INPUT_ACTIVATES");
const firefox = new Deno.Command("sh", {
  args: ["-c", untilInputEnds, "sh", Deno.env.get("FIREFOX") ?? "firefox-esr", ...Deno.args],
  stdin: "piped",
  stderr: "piped",
}).spawn();
const stop = () => void firefox.stdin.close().catch(() => {});
// Stopping the bridge stops the browser.
for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, stop);
let address = "";
let unread = "";
for await (const text of firefox.stderr.pipeThrough(new TextDecoderStream())) {
  unread += text;
  const lines = unread.split("\n");
  unread = lines.pop() ?? "";
  for (const line of lines) {
    address = /WebDriver BiDi listening on (ws:.*)/.exec(line)?.[1] ?? address;
    if (address && line.includes(address)) listen();
    else console.error(line);
  }
}
Deno.exit((await firefox.status).code);

function listen(): void {
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.error(`WebDriver BiDi listening on ws://127.0.0.1:${port}`),
  }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    bridge(socket, new WebSocket(address + new URL(request.url).pathname));
    return response;
  });
}

/** Passes all messages on, in both directions, but for commands that the browser does not know. */
function bridge(client: WebSocket, browser: WebSocket): void {
  const early: string[] = [];
  browser.onopen = () => early.splice(0).forEach((text) => browser.send(text));
  browser.onmessage = ({ data }) => client.send(data);
  browser.onclose = () => client.close();
  client.onclose = () => {
    browser.close();
    stop();
  };
  client.onmessage = ({ data }) => {
    const { id, method, params } = JSON.parse(data);
    if (unknownCommands.includes(method)) {
      client.send(JSON.stringify({ type: "success", id, result: {} }));
      return;
    }
    if (onlyInputActivates && params?.userActivation) params.userActivation = false;
    const command = JSON.stringify({ id, method, params });
    if (browser.readyState === WebSocket.OPEN) browser.send(command);
    else early.push(command);
  };
}
