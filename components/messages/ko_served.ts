import type { ServedWords } from "./en_served.ts";

/** Korean words of pages that the server renders alone. */
export const koServed = {
  door: {
    spaceSettings: "공간 설정",
    makeYours: "내 공간으로 만들기",
  },

  signInEnd: {
    done: "로그인했어요",
    cancelled: "로그인하지 않았어요",
    closeWindow: "이 창은 닫아도 돼요.",
    goingOn: "있던 곳으로 돌아가고 있어요.",
    goOn: "계속하기",
    failed: "로그인이 되지 않았어요",
    failedMore:
      "너무 오래 걸렸거나, 이미 쓴 주소이거나, 다른 브라우저에서 시작했거나, 브라우저가 쿠키를 저장하지 않는 것일 수 있어요. 바뀐 것은 없어요.",
    away: (provider: string) => `지금은 ${provider}에 연결되지 않아요`,
    awayMore: "계정이 그곳에 있어서 지금은 확인할 수 없어요.",
    tryAgain: "다시 시도",
  },

  errors: {
    often: "한꺼번에 너무 많았어요",
    oftenMore: "잠시 기다렸다가 다시 시도해 주세요.",
    notFound: "여기에는 아무것도 없어요",
    notFoundMore: "주소가 조금 잘못되었을 수 있어요.",
    notASpace: "공간 이름이 아니에요",
    notASpaceMore: "공간 이름은 어느 언어든 글자와 숫자 1~64자예요.",
    noSuchSpace: "그런 이름의 공간은 여기에 없어요",
    noSuchSpaceMore:
      "링크가 조금 잘못되었을 수 있으니 보낸 사람에게 물어봐 주세요. 로그인하면 이 공간을 직접 만들 수도 있어요.",
    broken: "저희 쪽에서 무언가 고장 났어요",
    brokenMore: "기록해 두었어요. 잠시 뒤 다시 시도해 주세요.",
    busy: "잠시 숨을 고르고 있어요",
    busyMore: "곧 돌아올 거예요.",
    back: "공간 고르러 가기",
    tryAgain: "다시 시도",
    request: (id: string) => `요청 ${id}`,
  },
} satisfies ServedWords;
