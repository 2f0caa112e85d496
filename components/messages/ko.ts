import type { Words } from "./en.ts";

/** Korean words of the pages before, between and after calls. */
export const ko = {
  placeName: "마당",
  ownLanguage: "한국어",

  newBuild: {
    text: "새 버전이 나와서 지금 페이지의 일부를 불러오지 못했어요.",
    more: "편할 때 새로고침해 주세요. 통화 중이라면 한 번만 눌러 다시 들어올 수 있어요.",
    reload: "새로고침",
    later: "나중에",
  },

  door: {
    name: "이름",
    nameHint: "다른 사람에게 보여요",
    nameMissing: "이름을 먼저 입력해 주세요.",
    nameLong: "50자까지 입력할 수 있어요.",
    nameSigns: "이름에 쓸 수 없는 글자가 있어요.",
    microphone: "마이크",
    camera: "카메라",
    settings: "설정",
    on: "켜짐",
    off: "꺼짐",
    level: "마이크 음량",
    cameraOff: "카메라가 꺼져 있어요",
    cameraComes: "들어가면 카메라가 켜져요",
    join: "들어가기",
    joining: "들어가는 중…",
    listenOnly: "듣기만 하기",
    insideNow: "지금 있는 사람",
    anotherTab: "다른 탭에서 이 공간에 참여 중이에요. 여기서 들어가면 이 탭으로 옮겨 와요.",
    nobodyInside: "아직 아무도 없어요. 첫 번째로 들어가 보세요.",
    countInside: (count: number) => `${count}명`,
    guest: "손님",
    codeMissing: "페이지의 일부를 불러오지 못했어요.",
    tryAgain: "다시 시도",
  },
} satisfies Words;
