import type { CaptionWords } from "./en_captions.ts";

/** Korean words of captions. */
export const koCaptions = {
  title: "자막",
  on: "자막이 켜져 있어요. 에이전트가 대화를 글로 옮기고 있어요.",
  show: "자막 보기",
  hide: "자막 숨기기",
  place: "위치",
  places: { under: "아래", beside: "옆" },
  size: "글자 크기",
  sizes: { small: "작게", medium: "보통", large: "크게" },
  none: "아직 들린 말이 없어요.",
} satisfies CaptionWords;
