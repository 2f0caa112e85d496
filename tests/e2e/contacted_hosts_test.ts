/** Hosts that a browser in a call contacts, by its own log of the network: requests, sockets, DNS names, and UDP. */
import { expect } from "expect";
import { join as path } from "node:path";
import { launchChromium } from "../../toolchain/chromium.ts";
import { seesMovingPicture, spyOnMedia } from "./media_spy.ts";
import { contactedHosts } from "./net_log.ts";
import { button, join, joinByApi, participant, seesPeople } from "./people.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("contacts");

test(
  "a call contacts only the app and its LiveKit, by UDP too [S110]",
  async (testbed) => {
    const folder = await Deno.makeTempDir();
    const log = path(folder, "net.json");
    const browser = await launchChromium({ args: [`--log-net-log=${log}`] });
    try {
      const context = await browser.newContext({ locale: "en-GB" });
      await context.addInitScript(spyOnMedia);
      const page = await context.newPage();
      await page.goto(testbed.app.url);
      await page.goto(`${testbed.app.url}/space/tea`);
      await join(page, "Kim", { hasMicrophone: true, hasCamera: true });
      await joinByApi(testbed, "tea", "Park");
      await seesPeople(page, "Kim", "Park");
      await seesMovingPicture(participant(page, "Park"));
      // DNS names count too: a server whose name does not resolve where tests run gets no packet.
      const iceServers = await page.evaluate(() =>
        globalThis.mediaSpy.connections.flatMap((connection) =>
          connection.getConfiguration().iceServers?.flatMap(({ urls }) => urls) ?? []
        )
      );
      expect(iceServers.length).toBeGreaterThan(0);
      expect(iceServers.filter((url) => !url.startsWith("stun:127.0.0.1:"))).toEqual([]);
      await button(page, "Leave").click();
      await button(page, "Join").waitFor();
      await browser.close();
      const contacted = contactedHosts(await Deno.readTextFile(log));
      // The log is worth nothing if it lacks what surely went out.
      expect(contacted.get("127.0.0.1")).toEqual(new Set(["name", "tcp", "udp", "url"]));
      expect([...contacted.keys()]).toEqual(["127.0.0.1"]);
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
  { ignore: isFirefox },
);
