import { expect } from "expect";
import type { ComponentType, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import * as examples from "../../../fakes/media/hook_examples.tsx";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";
import { LiveKitRoomProvider } from "../../../../lib/media/hooks/LiveKitRoomProvider.tsx";
import { useAttention } from "../../../../lib/media/hooks/useAttention.ts";
import { useAudioSettings } from "../../../../lib/media/hooks/useAudioSettings.ts";
import { useChat } from "../../../../lib/media/hooks/useChat.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { useConnectionStats } from "../../../../lib/media/hooks/useConnectionStats.ts";
import { useDiagnosis } from "../../../../lib/media/hooks/useDiagnosis.ts";
import { useHearYourself } from "../../../../lib/media/hooks/useHearYourself.ts";
import { useLayout } from "../../../../lib/media/hooks/useLayout.ts";
import { useLiveKit } from "../../../../lib/media/hooks/useLiveKit.ts";
import { useLiveKitMedia } from "../../../../lib/media/hooks/useLiveKitMedia.ts";
import { useMediaDevices } from "../../../../lib/media/hooks/useMediaDevices.ts";
import { usePresence } from "../../../../lib/media/hooks/usePresence.ts";
import { usePushToTalk } from "../../../../lib/media/hooks/usePushToTalk.ts";
import { useSilentMicrophone } from "../../../../lib/media/hooks/useSilentMicrophone.ts";
import { useTalkingWhileMuted } from "../../../../lib/media/hooks/useTalkingWhileMuted.ts";
import { useVideoSettings } from "../../../../lib/media/hooks/useVideoSettings.ts";
import { useVolumeMeter } from "../../../../lib/media/hooks/useVolumeMeter.ts";

const hooks = {
  useLiveKit,
  useLiveKitMedia,
  useLayout,
  useAttention: () => useAttention({ listens: true }),
  useAudioSettings,
  useVideoSettings,
  useVolumeMeter,
  useMediaDevices,
  usePushToTalk,
  useHearYourself,
  useChat,
  useSilentMicrophone,
  useConnectionStats,
  useDiagnosis,
  useTalkingWhileMuted: () => useTalkingWhileMuted({ listens: true }),
  usePresence: () => usePresence("tea", { roomName: "space-tea", count: 0 }),
};

for (const [name, hook] of Object.entries(hooks)) {
  Deno.test(`${name}() outside the provider throws and says so`, () => {
    const Lost = (): VNode => {
      hook();
      return <p />;
    };
    expect(() => renderToString(<Lost />)).toThrow(
      `${name} must be used inside a LiveKitRoomProvider`,
    );
  });
}

/** Renders `View` within the provider, over fakes. */
function render(View: ComponentType) {
  const ports = new FakeMediaPorts();
  const html = renderToString(
    <LiveKitRoomProvider visit={visitOf()} ports={ports}>
      <View />
    </LiveKitRoomProvider>,
  );
  return { html, ports };
}

Deno.test("LiveKitRoomProvider mounts its children at once", () => {
  const { html } = render(() => <p>{useLiveKit().connectionState}</p>);
  expect(html).toBe("<p>idle</p>");
});

Deno.test("every hook is inert on a server: nothing is asked, read, timed or listened to", async () => {
  const { ports } = render(() => {
    for (const hook of Object.values(hooks)) hook();
    return <p />;
  });
  await turn();
  expect(ports.api.calls).toEqual([]);
  expect(ports.devices.requests).toEqual([]);
  expect(ports.devices.listings).toBe(0);
  expect(ports.devices.listeners).toBe(0);
  expect(ports.rooms.rooms).toEqual([]);
  expect(ports.page.pendingMs).toEqual([]);
  expect(ports.page.listening).toBe(0);
});

Deno.test("methods may be taken off what a hook answers", () => {
  const storage = new FakeStoragePort();
  const ports = new FakeMediaPorts(storage);
  const View = () => {
    const { toggle } = useAudioSettings();
    const { setResolution } = useVideoSettings();
    const { dismissNotice } = useMediaDevices();
    const { prepare } = useLiveKit();
    const { update } = usePushToTalk();
    const { dismissMediaError } = useLiveKitMedia();
    toggle("noiseSuppression");
    setResolution("480p");
    update({ key: "KeyT" });
    for (const call of [dismissNotice, dismissMediaError, prepare]) call();
    return <p />;
  };
  renderToString(
    <LiveKitRoomProvider visit={visitOf()} ports={ports}>
      <View />
    </LiveKitRoomProvider>,
  );
  expect(storage.read("madang.audio")).toMatchObject({ noiseSuppression: false });
  expect(storage.read("madang.video")).toMatchObject({ resolution: "480p" });
  expect(storage.read("madang.push-to-talk")).toMatchObject({ key: "KeyT" });
});

Deno.test("LiveKitRoomProvider renders on a server with the browser's own ports", () => {
  const html = renderToString(
    <LiveKitRoomProvider visit={visitOf()}>
      <examples.PreJoin />
      <examples.People />
      <examples.MicrophonePicker />
    </LiveKitRoomProvider>,
  );
  expect(html).toContain("Join");
});

Deno.test("the examples of docs/hooks.md render", () => {
  const views = [
    examples.PreJoin,
    examples.People,
    examples.Connection,
    examples.NoiseSwitch,
    examples.Sharpness,
    examples.MicrophonePicker,
    examples.Level,
    examples.HoldToTalk,
    examples.MutedHint,
    examples.SilentHint,
    examples.CannotHearMe,
    () => <examples.PersonConnection person={fakePerson("Kim")} />,
    examples.SoundCheck,
    examples.TwoSizes,
    examples.MuteEverybodyElse,
    examples.RaiseHand,
    examples.RecordSound,
    examples.KeptFromBefore,
    examples.Reactions,
    examples.CaptionLines,
    examples.WaitingRoom,
    examples.ChatBox,
    examples.Flash,
    () => <examples.PresencePreview visit={visitOf()} />,
  ];
  const html = views.map((View) => render(View).html).join("\n");
  for (const words of ["Join", "Microphone", "Less noise", "1080p", "Allow the", "meter", "0"]) {
    expect(html).toContain(words);
  }
});

Deno.test("docs/hooks.md has a part for each hook, with an example that uses it", async () => {
  const root = new URL("../../../../", import.meta.url);
  const docs = await Deno.readTextFile(new URL("docs/hooks.md", root));
  const parts = new Map(docs.split(/^## /m).map((part) => [part.split("\n")[0], part]));
  const files = Deno.readDirSync(new URL("lib/media/hooks/", root));
  for (const { name: file } of files) {
    if (!/^([A-Z]|use[A-Z])/.test(file)) continue;
    const hook = file.replace(/\.tsx?$/, "");
    expect({ hook, part: parts.get(hook)?.match(/```tsx.*?```/s)?.[0] ?? "" })
      .toEqual({ hook, part: expect.stringContaining(hook) });
  }
});

Deno.test("docs/hooks.md names all that each hook has", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(`../../../../${path}`, import.meta.url));
  const parts = (await read("docs/hooks.md")).split(/^## /m);
  const types = await read("lib/media/ports/call_types.ts") +
    await read("lib/media/space/moderation_types.ts") +
    await read("lib/media/space/hand_types.ts") +
    await read("lib/media/call/reaction_types.ts") +
    await read("lib/media/chat/chat_types.ts") +
    await read("lib/media/call/layout_types.ts") +
    await read("lib/media/call/caption_types.ts") +
    await read("lib/media/recording/recording_types.ts") +
    await read("lib/media/space/attention.ts");
  const models = [
    ...types.matchAll(/^\/\*\* `(use\w+)\(\)`.*\nexport interface \w+ {\n([^]*?)\n}/gm),
  ];
  expect(models.length).toBeGreaterThan(9);
  for (const [, hook, body] of models) {
    const part = parts.find((part) => part.startsWith(`${hook}\n`)) ?? "";
    const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:?]/gm)].map(([, name]) => name);
    const missing = members.filter((name) => !new RegExp(`\\b${name}\\b`).test(part));
    expect([hook, missing]).toEqual([hook, []]);
  }
});

Deno.test("LiveKitMediaContext is null outside of a provider", () => {
  expect(renderToString(<examples.Connection />)).toBe("<p>outside</p>");
});

Deno.test("docs/hooks.md shows the examples as they are", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(`../../../../${path}`, import.meta.url));
  const docs = await read("docs/hooks.md");
  const source = await read("tests/fakes/media/hook_examples.tsx");
  const functions = source.split(/\n(?=export function )/).slice(1).map((text) => text.trim());
  expect(functions.length).toBeGreaterThan(7);
  for (const text of functions) expect(docs).toContain(text);
});
