import { expect } from "expect";
import { imageConfig, packageOf } from "../../../toolchain/image_config.ts";

Deno.test("packageOf() names the package of each form of an npm specifier", () => {
  expect(packageOf("npm:zod@^4.6.7")).toBe("zod");
  expect(packageOf("npm:/@preact/signals@2.11.4")).toBe("@preact/signals");
  expect(packageOf("npm:/preact@10.29.8/jsx-runtime")).toBe("preact");
  expect(packageOf("jsr:@fresh/core@2.3.3")).toBeNull();
  expect(packageOf("file:///app/main.ts")).toBeNull();
});

Deno.test("imageConfig() keeps what runs, and leaves out the packages of build and tests", () => {
  const config = {
    nodeModulesDir: "auto",
    tasks: { start: "deno serve" },
    imports: {
      fresh: "jsr:@fresh/core@2.3.3",
      preact: "npm:preact@^10",
      esbuild: "npm:esbuild@^0.28",
      "@livekit/protocol": "npm:@livekit/protocol@1.51.0",
      "@livekit/rtc-node": "npm:@livekit/rtc-node@^1",
    },
  };
  const graphs = [
    { modules: [{ specifier: "file:///app/main.ts" }, { specifier: "npm:/preact@10.29.8/hooks" }] },
    { modules: [{ specifier: "npm:/@livekit/protocol@1.51.0" }] },
  ];
  expect(imageConfig(config, graphs)).toEqual({
    nodeModulesDir: "none",
    tasks: { start: "deno serve" },
    imports: {
      fresh: "jsr:@fresh/core@2.3.3",
      preact: "npm:preact@^10",
      "@livekit/protocol": "npm:@livekit/protocol@1.51.0",
    },
  });
});
