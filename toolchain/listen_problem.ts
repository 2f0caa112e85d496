/** The reason why a server cannot listen at `host` and `port`, in one sentence; `null`: it can. */
export function listenProblem(host: string, port: number): string | null {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    return "Cannot start: PORT is not a port number";
  }
  try {
    Deno.listen({ hostname: host, port }).close();
    return null;
  } catch (error) {
    return error instanceof Deno.errors.AddrInUse
      ? `Something else listens on http://${host}:${port}: choose another port with PORT`
      : `Cannot listen on http://${host}:${port}: choose another HOST or PORT`;
  }
}
