import type { Words } from "./en.ts";

/** Korean words of the pages before, between and after calls. */
export const ko = {
  placeName: "마당",
  skipToContent: "본문으로 건너뛰기",
  ownLanguage: "한국어",

  home: {
    title: "어느 공간으로 갈까요?",
    hint: "찻집 또는 링크",
    open: "열기",
    make: "새로 만들기",
    visited: "최근에 들른 곳",
    problem: {
      empty: "공간 이름을 적어 주세요. 예: 찻집",
      letters: "공간 이름에는 글자나 숫자가 있어야 해요. 예: 찻집",
      long: "너무 길어요. 64자까지 쓸 수 있어요.",
    },
  },

  newBuild: {
    text: "페이지가 새 버전으로 바뀌어서 지금 페이지의 일부를 불러오지 못했어요.",
    more: "편할 때 새로고침해 주세요. 통화 중이라면 한 번만 눌러 다시 들어갈 수 있어요.",
    reload: "새로고침",
    later: "나중에",
  },

  door: {
    name: "이름",
    nameHint: "다른 사람에게 보이는 이름",
    nameMissing: "누가 왔는지 알 수 있게 이름을 먼저 적어 주세요.",
    nameLong: "너무 길어요. 50자까지 쓸 수 있어요.",
    nameSigns: "이름에 보일 수 없는 글자가 들어 있어요.",
    microphone: "마이크",
    camera: "카메라",
    settings: "설정",
    on: "켜짐",
    off: "꺼짐",
    level: "마이크 소리 크기",
    cameraOff: "카메라가 꺼져 있어요",
    cameraComes: "들어가면 카메라가 켜져요",
    join: "들어가기",
    joining: "들어가는 중…",
    listenOnly: "듣기만 하기",
    insideNow: "지금 안에 있는 사람",
    anotherTab: "다른 탭에서 이 공간에 들어가 있어요. 여기서 들어가면 이 탭으로 옮겨져요.",
    nobodyInside: "아직 아무도 없어요. 첫 번째로 들어가게 돼요.",
    countInside: (count: number) => `${count}명`,
    guest: "손님",
    noScript: "통화하려면 자바스크립트가 필요해요. 이 페이지에서 켜 주세요.",
    codeMissing: "이 페이지의 일부가 도착하지 않았어요.",
    liveKitAway: "통화 서버가 응답하지 않아 지금은 들어갈 수 없어요.",
    liveKitRemedy: "운영자라면 LiveKit을 시작하거나 LIVEKIT_URL에 서버 주소를 적어 주세요.",
    tryAgain: "다시 시도",
  },
} satisfies Words;
