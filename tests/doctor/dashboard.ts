/** The queries of deploy/grafana.json. */
import { z } from "zod";

const dashboardSchema = z.object({
  panels: z.array(z.object({
    title: z.string(),
    targets: z.array(z.object({ expr: z.string() })),
  })),
});

/** Every query, with its panel's title. */
export async function dashboardQueries(): Promise<{ title: string; query: string }[]> {
  const file = new URL("../../deploy/grafana.json", import.meta.url);
  const { panels } = dashboardSchema.parse(JSON.parse(await Deno.readTextFile(file)));
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ title, query: expr }))
  );
}
