import type { AccountWords } from "./en_account.ts";

/** Korean words of signing in and of one's account. */
export const koAccount = {
  link: {
    signIn: "로그인",
    notYou: "본인이 아닌가요? 로그아웃",
    account: (name: string) => `내 계정: ${name}`,
  },

  signIn: {
    title: "로그인",
    why: "어느 기기에서든 같은 사람으로 참여할 수 있어요.",
    usePasskey: "패스키로 로그인",
    beNew: "처음이에요",
    continueWith: (provider: string) => `${provider}(으)로 계속하기`,
    useCode: "복구 코드로 로그인",
    back: "뒤로",
    newTitle: "반가워요",
    newWhy:
      "패스키는 휴대폰, 컴퓨터, 보안 키에 저장되고 지문이나 얼굴, PIN으로 확인해요. 비밀번호는 없어요.",
    makePasskey: "패스키 만들기",
    codeTitle: "복구 코드",
    code: "복구 코드",
    codeWhy: "보관해 둔 코드 중 하나를 입력해 주세요. 코드마다 한 번만 쓸 수 있어요.",
    codeMissing: "코드를 입력해 주세요.",
    enter: "계속",
    busy: "기기에서 확인하고 있어요…",
    noScript: "로그인하려면 자바스크립트를 켜 주세요.",
    off: "로그인이 설정되어 있지 않아요. 열린 공간에는 게스트로 들어갈 수 있어요.",
  },

  inCall: {
    stays: "통화는 그대로 이어지고, 다른 사람에게는 계정 이름으로 보여요.",
    moment: "잠시만요…",
    goOn: "새로 열린 창에서 계속해 주세요.",
    givenUp: "로그인이 완료되지 않았어요.",
    blocked: "브라우저가 팝업 창을 차단했어요.",
    blockedMore: "이 페이지에서 로그인한 뒤 다시 들어올 수 있어요.",
    byPage: "이 페이지에서 로그인",
    tryAgain: "다시 시도",
    own: "내 계정",
    ownMore: "새 탭에서 열려요",
    outWhy: "로그아웃하면 이 통화에서 내 계정은 나가게 돼요.",
    outAndGo: "로그아웃하고 통화 끝내기",
    outAndStay: "로그아웃하고 게스트로 남기",
  },

  trouble: {
    "cancelled": "패스키를 사용하지 않았어요. 다시 시도해 주세요.",
    "already-here": "이 기기에 이미 패스키가 있어요.",
    "unfit": "이 기기에는 패스키를 저장할 수 없어요. 휴대폰이나 보안 키를 이용해 주세요.",
    "wrong-address": "이 주소에서는 패스키를 쓸 수 없어요. 도메인 주소로 접속해 주세요.",
    "cookies-off": "쿠키가 차단되어 로그인을 유지할 수 없어요. 쿠키를 허용해 주세요.",
    "unsupported": "이 브라우저에서는 패스키를 쓸 수 없어요. 최신 브라우저를 이용해 주세요.",
    "passkey-unknown": "더 이상 쓸 수 없는 패스키예요.",
    "code-unknown": "틀렸거나 이미 사용한 코드예요.",
    "last-way-in":
      "하나뿐인 로그인 방법이에요. 먼저 다른 패스키를 추가하거나 복구 코드를 만들어 주세요.",
    "owns-spaces": "아직 내 공간이 있어요. 공간 설정에서 먼저 삭제해 주세요.",
    "too-many-passkeys": "패스키를 더 추가할 수 없어요. 먼저 하나를 삭제해 주세요.",
    "rate-limited": "너무 자주 시도했어요. 잠시 후 다시 시도해 주세요.",
    "offline": "서버에 연결할 수 없어요. 네트워크를 확인해 주세요.",
    "storage-unavailable": "지금은 연결이 원활하지 않아요. 잠시 후 다시 시도해 주세요.",
    "unexpected": "문제가 생겼어요. 다시 시도해 주세요.",
  },
} satisfies AccountWords;
