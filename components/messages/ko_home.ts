import type { HomeWords } from "./en_home.ts";

/** Korean words of the home page. */
export const koHome = {
  title: "어디에서 만날까요?",
  make: "새 공간 만들기",
  makeMore: "새 공간 이름",
  space: "다른 공간으로 가기",
  hint: "찻집 또는 링크",
  open: "열기",
  visited: "최근 공간",
  problem: {
    empty: "공간 이름을 입력해 주세요. 예: 찻집",
    letters: "공간 이름에는 글자나 숫자가 있어야 해요. 예: 찻집",
    long: "64자까지 입력할 수 있어요.",
  },
} satisfies HomeWords;
