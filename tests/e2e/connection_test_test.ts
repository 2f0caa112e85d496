/** The connection test before joining: a good one, and one while LiveKit is away. */
import { expect } from "expect";
import { freeTcpPort, freeUdpPort } from "../../toolchain/free_port.ts";
import { faultsOf } from "./page_checks.ts";
import { button } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

/** By UDP and by TCP, on loopback. LiveKit's own TURN relays to no loopback address. */
async function bothWays() {
  return {
    rtc: {
      tcp_port: freeTcpPort(),
      udp_port: await freeUdpPort(),
      use_external_ip: false,
      node_ip: "127.0.0.1",
      enable_loopback_candidate: true,
      ips: { includes: ["127.0.0.1/32"] },
      stun_servers: [`127.0.0.1:${freeTcpPort()}`],
    },
  };
}

const test = testsOnTestbed("connection-test", { liveKitOverrides: bothWays });

test("a person tests the connection from the pre-join page, and returns there", async (testbed) => {
  const page = await testbed.visit(await testbed.person({ reducedMotion: "reduce" }), "test-me");
  await page.getByRole("link", { name: "Test your connection" }).click();
  await button(page, "Start the test").click();
  const item = (name: RegExp) => page.getByRole("listitem", { name });
  await button(page, "Yes").click();
  await page.getByText("Calls work from here.").waitFor();
  const names = [/^This server/, /UDP/, /TCP/, /^Sending/, /^Microphone/, /^Camera/, /^Speaker/];
  for (const name of [/^Call server/, ...names]) {
    await item(name).getByText("Good").waitFor();
  }
  await item(/TURN/).getByText("This server has no relay").waitFor();
  await page.getByText("Report for someone who helps").click();
  const report = await page.locator(".trouble-report pre").textContent() ?? "";
  expect(report).toMatch(/^Madang, connection test: good\n/);
  expect(report).toMatch(/\nudp good, way (udp|tcp), packets [1-9]/);
  expect(report).toMatch(/\ntcp good, way tcp, packets [1-9]/);
  expect(report).not.toMatch(/127\.0\.0\.1|localhost|madang-test|eyJ|Fake|fake/);
  expect(await faultsOf(page, "connection test, good")).toEqual([]);
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByLabel("Your name").waitFor();
  expect(new URL(page.url()).pathname).toBe("/space/test-me");
});

test("while LiveKit is away, each part says what to do, and the devices are tested all the same", async (testbed) => {
  await testbed.liveKit.kill();
  const context = await testbed.person({ reducedMotion: "reduce" }, { deviceRequests: "denied" });
  const page = await context.newPage();
  await page.goto(`${testbed.app.url}/test`);
  await button(page, "Start the test").click();
  await button(page, "No").click();
  await page.getByText("Calls do not work from here yet.").waitFor();
  const item = (name: RegExp) => page.getByRole("listitem", { name });
  await item(/^This server/).getByText("Good").waitFor();
  await item(/^Call server/).getByText("The call server cannot be reached").waitFor();
  await item(/UDP/).getByText("This comes after the problem above.").waitFor();
  await item(/^Microphone/).getByText("Problem").waitFor();
  await item(/^Speaker/).getByText("Turn the volume up").waitFor();
  expect(await faultsOf(page, "connection test, bad")).toEqual([]);
});
