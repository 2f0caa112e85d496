import type { SoundWords } from "./en_sound.ts";

/** Korean words of the quiet background and the original sound. */
export const koSound = {
  background: "주변 소음 줄이기",
  modes: { off: "끄기", browser: "브라우저 기본", strong: "강하게" },
  starting: "준비하고 있어요…",
  cost: (percent: number) => `프로세서 코어 하나의 ${percent}%를 써요.`,
  lightCost: (percent: number) => `가벼운 방식으로 프로세서 코어 하나의 ${percent}%를 써요.`,
  costsMore: "키보드 소리까지 줄여요. 기기를 조금 더 많이 써요.",
  failed: "이 기기에서는 쓸 수 없어요. 원래 소리가 그대로 전달돼요.",
  stopped: "소음 줄이기가 멈췄어요. 원래 소리가 그대로 전달돼요.",
  useBrowsers: "브라우저 기본 사용",
  original: "원음 그대로",
  originalNote: "음악용이에요. 보정 없이 스테레오로 보내요. 헤드폰을 써 주세요.",
} satisfies SoundWords;
