import { expect } from "expect";
import { noiseFileAddress, noiseFilesVersion } from "../../../../../lib/contract/noise_files.ts";
import { getNoiseFile } from "../../../../../lib/server/http/endpoints/noise_files.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { openPresenceStage } from "../../../../fakes/presence_stage.ts";

async function get(version: string, file: string): Promise<Response> {
  const { services } = await openPresenceStage();
  const request = new Request(`http://localhost:8000/noise/${version}/x`);
  return await answerApi(request, { services, requestId: "r" }, {
    GET: getNoiseFile({ version, file }),
  });
}

Deno.test("getNoiseFile() answers the package's files, for ever, with the type that a browser wants", async () => {
  for (
    const [file, type] of [
      ["gtcrn.wasm", "application/wasm"],
      ["rnnoise.js", "text/javascript; charset=utf-8"],
    ]
  ) {
    const answer = await get(noiseFilesVersion, file);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, type]);
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(5000);
  }
  expect(noiseFileAddress("gtcrn.wasm")).toBe(`/noise/${noiseFilesVersion}/gtcrn.wasm`);
});

Deno.test("getNoiseFile() knows no other name, version or path [S322]", async () => {
  const others = ["speex.wasm", "package.json", "../package.json", "..%2Fpackage.json", "toString"];
  for (const file of others) {
    expect([file, (await get(noiseFilesVersion, file)).status]).toEqual([file, 404]);
  }
  expect((await get("0.4.0", "gtcrn.wasm")).status).toBe(404);
});
