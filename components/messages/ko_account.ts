import type { AccountWords } from "./en_account.ts";

/** Korean words of signing in and of one's account. */
export const koAccount = {
  link: {
    signIn: "로그인",
    notYou: "내가 아닌가요? 로그아웃",
    account: (name: string) => `내 계정: ${name}`,
  },

  signIn: {
    title: "로그인",
    why: "다른 날, 다른 기기에서도 같은 사람으로 들어올 수 있어요.",
    usePasskey: "패스키 사용",
    beNew: "처음 왔어요",
    continueWith: (provider: string) => `${provider}(으)로 계속하기`,
    useCode: "복구 코드 사용",
    back: "뒤로",
    newTitle: "반가워요",
    newWhy:
      "패스키는 휴대폰이나 컴퓨터, 보안 키에 저장되고 지문이나 얼굴, PIN으로 열려요. 비밀번호는 없어요.",
    makePasskey: "패스키 만들기",
    codeTitle: "복구 코드",
    code: "복구 코드",
    codeWhy: "만들 때 보관해 둔 코드 가운데 하나예요. 코드마다 한 번만 쓸 수 있어요.",
    codeMissing: "코드를 먼저 적어 주세요.",
    enter: "계속",
    busy: "기기가 확인하고 있어요…",
    noScript: "로그인하려면 자바스크립트가 필요해요. 이 페이지에서 켜 주세요.",
    off: "여기에는 로그인 방법이 없어요. 열린 공간에는 손님으로 들어갈 수 있어요.",
  },

  inCall: {
    stays: "통화는 그대로 이어져요. 다른 사람에게는 계정 이름으로 계속 보이고 들려요.",
    notNow: "나중에",
    moment: "잠시만요…",
    now: (name: string) => `${name} 계정으로 로그인했어요`,
    goOn: "새로 열린 창에서 계속해 주세요.",
    givenUp: "그 창에서는 로그인하지 않았어요.",
    blocked: "브라우저가 창을 열지 않았어요.",
    blockedMore: "대신 이 페이지에서 로그인할 수 있어요. 마치면 문 앞으로 돌아와요.",
    byPage: "이 페이지에서 로그인",
    tryAgain: "다시 시도",
    title: (name: string) => `${name} 님`,
    own: "내 계정",
    ownMore: "다른 탭에서 열려요",
    outWhy: "로그아웃하면 이 통화에서 계정으로 앉아 있던 자리는 끝나요.",
    outAndGo: "로그아웃하고 통화 끝내기",
    outAndStay: "로그아웃하고 손님으로 남기",
    close: "닫기",
  },

  trouble: {
    "cancelled": "패스키를 사용하지 않았어요. 준비되면 다시 해 주세요.",
    "already-here": "이 기기에는 이미 내 패스키가 있어요.",
    "unfit": "이 기기에는 패스키를 저장할 수 없어요. 휴대폰이나 보안 키로 해 보세요.",
    "wrong-address": "이 주소에서는 패스키를 쓸 수 없어요. 이름으로 된 주소로 열어 주세요.",
    "cookies-off":
      "브라우저가 쿠키를 저장하지 않아 로그인이 유지되지 않아요. 이 사이트의 쿠키를 허용하고 다시 해 주세요.",
    "unsupported": "이 브라우저는 패스키를 몰라요. 새 브라우저로 해 보세요.",
    "passkey-unknown": "그 패스키로는 이제 여기서 아무것도 열 수 없어요.",
    "code-unknown": "코드가 맞지 않거나 이미 쓴 코드예요.",
    "last-way-in":
      "하나뿐인 로그인 방법이에요. 먼저 다른 패스키를 추가하거나 복구 코드를 만들어 주세요.",
    "owns-spaces": "아직 내 공간이 있어요. 먼저 공간마다 설정에서 삭제해 주세요.",
    "too-many-passkeys": "패스키를 더 둘 수 없어요. 먼저 하나를 지워 주세요.",
    "rate-limited": "너무 자주 시도했어요. 잠시 기다려 주세요.",
    "offline": "서버에 닿지 않아요. 연결을 확인해 주세요.",
    "storage-unavailable": "잠시 숨을 고르고 있어요. 조금 뒤에 다시 해 주세요.",
    "unexpected": "잘되지 않았어요. 다시 해 주세요.",
  },
} satisfies AccountWords;
