import type { ServedWords } from "./en_served.ts";

/** Korean words of pages that the server renders alone. */
export const koServed = {
  skipToContent: "본문으로 건너뛰기",
  linkPreview: "브라우저에서 바로 음성, 카메라, 화면으로 이야기해요. 가입도 설치도 필요 없어요.",

  door: {
    liveKitAway: {
      text: "통화 서버에 연결되지 않아 지금은 들어갈 수 없어요.",
      more: "운영자라면 LiveKit을 실행하거나 LIVEKIT_URL에 서버 주소를 넣어 주세요.",
    },
    recorded: {
      text: "이 통화는 녹화되고 있어요.",
      more: "진행자가 사람들의 말과 화면을 자기 컴퓨터에 녹화하고 있어요.",
    },
    noScript: "통화하려면 자바스크립트를 켜 주세요.",
    spaceSettings: "공간 설정",
    test: "연결 테스트",
    makeYours: "내 공간으로 만들기",
  },

  signInEnd: {
    done: "로그인했어요",
    cancelled: "로그인하지 않았어요",
    closeWindow: "이 창은 닫아도 돼요.",
    goingOn: "원래 페이지로 돌아가고 있어요.",
    goOn: "계속하기",
    failed: "로그인하지 못했어요",
    failedMore:
      "시간이 너무 오래 걸렸거나, 이미 사용한 링크이거나, 다른 브라우저에서 시작했거나, 쿠키가 차단되었을 수 있어요. 바뀐 내용은 없어요.",
    away: (provider: string) => `지금은 ${provider}에 연결되지 않아요`,
    awayMore: "계정이 그곳에 있어서 지금은 확인할 수 없어요.",
    tryAgain: "다시 시도",
  },

  errors: {
    often: "요청이 너무 많아요",
    oftenMore: "잠시 기다렸다가 다시 시도해 주세요.",
    notFound: "페이지를 찾을 수 없어요",
    notFoundMore: "주소를 다시 확인해 주세요.",
    notASpace: "공간 이름이 아니에요",
    notASpaceMore: "공간 이름은 글자와 숫자 1~64자로 정할 수 있어요.",
    noSuchSpace: "이 이름의 공간이 없어요",
    noSuchSpaceMore:
      "링크를 보낸 사람에게 확인해 주세요. 로그인하면 이 공간을 직접 만들 수도 있어요.",
    broken: "일시적인 오류가 생겼어요",
    brokenMore: "확인하고 있어요. 잠시 후 다시 시도해 주세요.",
    busy: "지금은 연결이 원활하지 않아요",
    busyMore: "곧 다시 이용할 수 있어요.",
    back: "홈으로",
    tryAgain: "다시 시도",
    request: (id: string) => `요청 ${id}`,
  },
} satisfies ServedWords;
