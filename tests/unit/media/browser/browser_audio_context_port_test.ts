import { expect } from "expect";
import { BrowserAudioContextPort } from "../../../../lib/media/browser/BrowserAudioContextPort.ts";
import { RemoteTrackVolume } from "../../../../lib/media/livekit/RemoteTrackVolume.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { FakeMediaStream, FakeMediaStreamTrack } from "../../../fakes/media/FakeMediaStream.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";

/** What a node of sound is asked to do. */
class StubNode {
  readonly gain = { setTargetAtTime: (ratio: number) => void (this.ratio = ratio) };
  ratio = 1;
  isConnected = false;
  connect(to: unknown): unknown {
    this.isConnected = true;
    return to;
  }
  disconnect(): void {
    this.isConnected = false;
  }
  getFloatTimeDomainData(): void {}
}

/** An `AudioContext` that runs only where the test lets it. */
class StubAudioContext extends EventTarget {
  static all: StubAudioContext[] = [];
  static mayRun = false;
  /** Answers neither yes nor no to `resume`, as Safari before a gesture. */
  state: "suspended" | "running" | "closed" = "suspended";
  readonly currentTime = 0;
  readonly destination = {};
  readonly nodes: StubNode[] = [];

  constructor() {
    super();
    StubAudioContext.all.push(this);
  }
  resume(): Promise<void> {
    if (!StubAudioContext.mayRun) return new Promise(() => {});
    this.#change("running");
    return Promise.resolve();
  }
  suspend(): Promise<void> {
    this.#change("suspended");
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.#change("closed");
    return Promise.resolve();
  }
  createMediaStreamSource(): StubNode {
    return this.#node();
  }
  createGain(): StubNode {
    return this.#node();
  }
  createAnalyser(): StubNode {
    return this.#node();
  }
  #node(): StubNode {
    const node = new StubNode();
    this.nodes.push(node);
    return node;
  }
  #change(state: StubAudioContext["state"]): void {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class StubMediaStream extends FakeMediaStream {
  constructor(tracks: FakeMediaStreamTrack[]) {
    super(...tracks);
  }
}

/** A page in which sound begins by a gesture alone. */
async function inPage(
  test: (stage: {
    port: BrowserAudioContextPort;
    page: FakePagePort;
    stream: FakeMediaStream;
    gesture(way: string): void;
    contexts: StubAudioContext[];
  }) => Promise<void>,
): Promise<void> {
  const document = new EventTarget();
  const globals = { AudioContext: StubAudioContext, document, MediaStream: StubMediaStream };
  const before = Object.keys(globals).map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  StubAudioContext.all = [];
  StubAudioContext.mayRun = false;
  const page = new FakePagePort();
  try {
    await test({
      port: new BrowserAudioContextPort(page),
      page,
      stream: new FakeMediaStream(new FakeMediaStreamTrack("audio")),
      contexts: StubAudioContext.all,
      gesture(way) {
        StubAudioContext.mayRun = true;
        if (way === "seen again") { for (const listener of page.listeners.visible) listener(); }
        else document.dispatchEvent(new Event(way));
        StubAudioContext.mayRun = false;
      },
    });
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
}

Deno.test("BrowserAudioContextPort replaces a context that does not run within a second, and resumes the new one in a gesture", () =>
  inPage(async ({ port, page, stream, contexts, gesture }) => {
    const probing = port.probe(stream);
    await turn();
    page.advance(999);
    await turn();
    expect(contexts.length).toBe(1);
    page.advance(1);
    const probe = await probing;
    expect(contexts.map(({ state }) => state)).toEqual(["closed", "suspended"]);
    expect(probe.isRunning()).toBe(false);
    // A touch counts as a gesture when it ends, a mouse when it begins.
    gesture("pointerup");
    expect(probe.isRunning()).toBe(true);
    probe.close();
    expect(contexts[1].state).toBe("suspended");
    expect(page.listening).toBe(0);
    gesture("pointerup");
    expect(contexts[1].state).toBe("suspended");
  }));

Deno.test("BrowserAudioContextPort leaves a context alone that others use too", () =>
  inPage(async ({ port, page, stream, contexts }) => {
    const both = [port.probe(stream), port.probe(stream)];
    await turn();
    page.advance(1000);
    const probes = await Promise.all(both);
    expect(contexts.length).toBe(1);
    for (const probe of probes) probe.close();
    probes[0].close();
    expect(page.listening).toBe(0);
  }));

Deno.test("BrowserAudioContextPort amplifies nothing where no context runs, and holds none", () =>
  inPage(async ({ port, page, stream }) => {
    const amplifying = port.amplify(stream, () => {});
    await turn();
    page.advance(1000);
    expect(await amplifying).toBeNull();
    expect(page.listening).toBe(0);
  }));

Deno.test("BrowserAudioContextPort goes on by itself where the platform stopped its context and lets it", () =>
  inPage(async ({ port, stream, contexts }) => {
    StubAudioContext.mayRun = true;
    const probe = await port.probe(stream);
    await contexts[0].suspend();
    expect(probe.isRunning()).toBe(true);
    probe.close();
    // Unused: we suspend it ourselves.
    expect(contexts[0].state).toBe("suspended");
  }));

for (const way of ["pointerdown", "pointerup", "keydown", "seen again"]) {
  Deno.test(`RemoteTrackVolume takes a remembered volume with the first gesture, where none came before: ${way}`, () =>
    inPage(async ({ port, page, stream, contexts, gesture }) => {
      // iOS: its volume stays 1.
      const element = { muted: false, volume: 1 };
      Object.defineProperty(element, "volume", { get: () => 1, set() {} });
      const sound = new RemoteTrackVolume({
        element,
        stream,
        loadAudio: () => Promise.resolve(port),
        playAmplified: () => () => {},
      });
      const opening = sound.setRatio(0.3);
      await turn();
      page.advance(1000);
      await opening;
      // Loud rather than silent.
      expect(element.muted).toBe(false);
      gesture(way);
      expect(element.muted).toBe(true);
      const context = contexts[contexts.length - 1];
      expect(context.nodes.map(({ ratio }) => ratio)).toContain(0.3);
      // Taken away again, as by a phone call: heard all the same.
      await context.suspend();
      expect(element.muted).toBe(false);
      gesture(way);
      expect(element.muted).toBe(true);
      sound.close();
      expect(context.nodes.map(({ isConnected }) => isConnected)).toEqual([false, false]);
      expect(page.listening).toBe(0);
    }));
}
