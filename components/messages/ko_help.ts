import type { HelpWords } from "./en_help.ts";

/** Korean words of *Receive less* and *Something is wrong*. */
export const koHelp = {
  receiving: {
    title: "데이터 아끼기",
    done: "완료",
    modes: { everything: "모두 받기", lighter: "가볍게 받기", sound: "소리만 받기" },
    more: {
      everything: "보이는 크기에 맞춰 선명하게 받아요.",
      lighter: "영상은 작게, 공유 화면은 프레임을 줄여 받아요.",
      sound: "영상과 공유 화면을 받지 않아요. 필요한 것만 따로 볼 수 있어요.",
    },
    cost: (data: string) => `지금 켜진 것 기준으로 시간당 최대 ${data}`,
    note: "나에게만 적용되고, 이 브라우저의 다음 통화에도 이어져요.",
  },
} satisfies HelpWords;
