/** Devices that refuse, vanish and come back on demand, in a real browser. */
import type { BrowserContext, Page } from "playwright-core";

interface Stub {
  /** Names of errors for the next captures, in order; then the browser answers. */
  refusals: string[];
  /** No refusal comes while this is true, as while a person makes up their mind. */
  isHeld: boolean;
  /** The answer of `permissions.query` from now on; `null`: the browser's own answer. */
  permission: PermissionState | null;
  /** Part of the label of the device that is unplugged. */
  unplugged: string | null;
  /** Kinds of which there is none. */
  missing: MediaDeviceKind[];
  /** Devices are named only while one is open, as in Firefox. */
  hidesNames: boolean;
  /** How often devices were listed. */
  listings: number;
  /** The constraints of each capture that the browser was asked for. */
  constraints: MediaStreamConstraints[];
  tracks: MediaStreamTrack[];
  /** Ends tracks as the browser does when their device is gone or forbidden. */
  end(isMeant: (track: MediaStreamTrack) => boolean): void;
}

declare global {
  var deviceStub: Stub;
}

/** Puts the stub into every page of `context`; it refuses nothing until it is told to. */
export async function stubDevices(context: BrowserContext, setUp: Partial<Stub> = {}) {
  await context.addInitScript((setUp) => {
    const stub: Stub = globalThis.deviceStub = {
      refusals: [],
      isHeld: false,
      permission: null,
      unplugged: null,
      missing: [],
      hidesNames: false,
      listings: 0,
      constraints: [],
      tracks: [],
      end(isMeant) {
        for (const track of stub.tracks) {
          if (!isMeant(track) || track.readyState === "ended") continue;
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }
      },
      ...setUp,
    };
    const devices = navigator.mediaDevices;
    if (!devices) return;
    const isGone = (label: string) => stub.unplugged !== null && label.includes(stub.unplugged);
    const enumerateDevices = devices.enumerateDevices.bind(devices);
    /** That very device, and it is not there any more. */
    const asksForGone = async (constraints: MediaStreamConstraints | undefined) => {
      if (stub.unplugged === null) return false;
      const asked = JSON.stringify(constraints);
      return (await enumerateDevices()).some(({ deviceId, label }) =>
        isGone(label) && asked.includes(`{"exact":"${deviceId}"}`)
      );
    };
    const getUserMedia = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const refusal = stub.refusals.shift();
      if (refusal) {
        // Counted like any other, although the browser is never asked.
        globalThis.mediaSpy.captures.push(constraints?.audio ? "audio" : "video");
        while (stub.isHeld) await new Promise((resolve) => setTimeout(resolve, 20));
        // Firefox has such errors, but no name for their class.
        throw refusal === "OverconstrainedError" && "OverconstrainedError" in globalThis
          ? new OverconstrainedError("width")
          : new DOMException("", refusal);
      }
      stub.constraints.push(constraints ?? {});
      if (await asksForGone(constraints)) throw new DOMException("", "NotFoundError");
      const stream = await getUserMedia(constraints);
      stub.tracks.push(...stream.getTracks());
      return stream;
    };
    devices.enumerateDevices = async () => {
      stub.listings++;
      const isNamed = !stub.hidesNames || stub.tracks.some((track) => track.readyState === "live");
      return (await enumerateDevices())
        .filter(({ kind, label }) => !stub.missing.includes(kind) && !isGone(label))
        .map((device) =>
          isNamed ? device : { ...device.toJSON(), deviceId: "", groupId: "", label: "" }
        );
    };
    const query = navigator.permissions.query.bind(navigator.permissions);
    navigator.permissions.query = async (descriptor) => {
      const status = await query(descriptor);
      if (stub.permission) Object.defineProperty(status, "state", { value: stub.permission });
      return status;
    };
  }, setUp);
}

/** Pulls a device out, as the browser tells it: its tracks end, and devices have changed. */
export async function unplug(page: Page, label: string): Promise<void> {
  await page.evaluate((label) => {
    globalThis.deviceStub.unplugged = label;
    globalThis.deviceStub.end((track) => track.label.includes(label));
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  }, label);
}

export async function plugIn(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.deviceStub.unplugged = null;
    globalThis.deviceStub.missing = [];
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  });
}

/** Takes a permission back, as the browser does it: tracks end, and the next capture would ask. */
export async function takeBack(page: Page, kind: "audio" | "video"): Promise<void> {
  await page.evaluate((kind) => {
    globalThis.deviceStub.permission = "prompt";
    globalThis.deviceStub.end((track) => track.kind === kind);
  }, kind);
}
