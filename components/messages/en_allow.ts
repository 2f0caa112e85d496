/**
 * How to allow a microphone or a camera again, in English; loaded only when one was refused. Menus
 * are named as the browsers and systems of 2026 name them.
 */
export const enAllow = {
  devices: {
    microphone: "Microphone",
    camera: "Camera",
    screen: "Screen & System Audio Recording",
  },
  browsers: {
    "chrome": "Chrome",
    "edge": "Edge",
    "firefox": "Firefox",
    "safari": "Safari",
    "other": "this browser",
    "in-app": "this app",
  },
  inApp: () => [
    "This page is open inside another app, which keeps devices to itself.",
    "Open that app’s menu and choose to open the page in Safari, Chrome or your own browser.",
    "Join from there.",
  ],
  inBrowser: {
    chromium: (device: string) => [
      "Click the icon to the left of the address.",
      `Switch “${device}” on.`,
      "Come back here and switch it on.",
    ],
    edge: (device: string) => [
      "Click the lock to the left of the address.",
      `Under “Permissions for this site”, set “${device}” to “Allow”.`,
      "Come back here and switch it on.",
    ],
    firefox: (device: string) => [
      `Click the crossed-out “${device}” icon to the left of the address.`,
      "Click the cross beside “Blocked”.",
      "Come back here, switch it on, and choose “Allow”.",
    ],
    safari: (device: string) => [
      "In the menu bar choose Safari › “Settings for this website…”.",
      `Set “${device}” to “Allow”.`,
      "Reload this page.",
    ],
    safariIos: (device: string) => [
      "Tap the icon in the address bar, then “Website Settings” (it may be behind “…”).",
      `Set “${device}” to “Allow”.`,
      "Reload this page.",
    ],
    android: (device: string) => [
      "Tap the icon to the left of the address.",
      `Tap “Permissions”, and switch “${device}” on.`,
      "Come back here and switch it on.",
    ],
    firefoxAndroid: (device: string) => [
      "Tap the icon to the left of the address.",
      `Tap “${device}”, so that it no longer says “Blocked”.`,
      "Come back here and switch it on.",
    ],
  },
  inSystem: {
    macos: (device: string, browser: string) => [
      `Open System Settings › Privacy & Security › ${device}.`,
      `Switch on ${browser}.`,
      "Quit the browser and open it again.",
    ],
    windows: (device: string, _browser: string) => [
      `Open Settings › Privacy & security › ${device}.`,
      `Switch on “${device} access” and “Let desktop apps access your ${device}”.`,
      "Come back here and switch it on.",
    ],
    android: (device: string, browser: string) => [
      `Open the system’s Settings › Apps › ${browser} › Permissions › ${device}.`,
      "Choose “Allow only while using the app”.",
      `In the quick settings at the top of the screen, see that “${device} access” is on.`,
    ],
    ios: (device: string, browser: string) => [
      `Open the system’s Settings › Apps › ${browser}.`,
      `Allow “${device}”.`,
      "Come back here and reload the page.",
    ],
    other: (device: string, _browser: string) => [
      `In the system’s privacy settings, allow “${device}”.`,
      "See that no switch or key of the device itself turns it off.",
      "Close the browser and open it again.",
    ],
  },
};

/** The shape that every language fills. */
export type AllowWords = typeof enAllow;
