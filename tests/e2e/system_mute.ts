/** Mutes a capture as a phone call, Siri or the lock screen does. */
import type { Page } from "playwright-core";

/** Keeps captured tracks, so that a test can imitate the system. */
export function keepTracks(): void {
  const tracks: MediaStreamTrack[] = [];
  Reflect.set(globalThis, "capturedTracks", tracks);
  const devices = navigator.mediaDevices;
  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
}

/** As a phone call does to the newest capture: no test can ring a phone. */
export async function systemMutes(page: Page, isMuted: boolean): Promise<void> {
  await page.evaluate((isMuted) => {
    const tracks: MediaStreamTrack[] = Reflect.get(globalThis, "capturedTracks");
    const track = tracks[tracks.length - 1];
    Object.defineProperty(track, "muted", { configurable: true, value: isMuted });
    track.dispatchEvent(new Event(isMuted ? "mute" : "unmute"));
  }, isMuted);
}
