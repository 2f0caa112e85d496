/** Whether there is a process with this id: asked by a signal without effect. */
export function isRunning(pid: number): boolean {
  return new Deno.Command("sh", { args: ["-c", `kill -0 ${pid}`], stderr: "null" })
    .outputSync().success;
}
