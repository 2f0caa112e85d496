import type { SpaceWords } from "./en_space.ts";

/** Korean words of those who look after a space, and of whom they act on. */
export const koSpace = {
  moreFor: (name: string) => `${name} 님 더 보기`,
  mute: "음소거하기",
  stopScreen: "화면 공유 멈추기",
  makeRole: {
    listener: "듣기만 하게 하기",
    speaker: "말할 수 있게 하기",
    moderator: "진행자로 정하기",
  },
  remove: "통화에서 내보내기",
  ban: "차단…",
  manage: "관리",
  spaceSettings: "공간 설정",
  locked: "잠김",
  lock: "잠그기",
  lockMore: "새로 들어올 수 없어요. 안에 있는 사람은 그대로 있어요.",
  endForAll: "모두의 통화 끝내기…",
  cancel: "취소",

  banTitle: (name: string) => `${name} 님을 차단할까요?`,
  banUser: "지금 내보내고, 누군가 차단을 풀 때까지 이 계정으로는 들어올 수 없어요.",
  banUserOpen:
    "지금 내보내고, 누군가 차단을 풀 때까지 이 계정으로는 들어올 수 없어요. 다만 문이 열려 있어서, 로그아웃하면 새 손님으로 들어올 수 있어요.",
  banGuest:
    "지금 내보내요. 손님의 차단은 이번 세션과 타고 온 링크에만 적용돼요. 새 브라우저로 오면 새 손님이에요.",
  banConfirm: "차단하기",
  banAndLock: "차단하고 공간 잠그기",
  endTitle: "모두의 통화를 끝낼까요?",
  endMore: "나를 포함해 모두 내보내요. 공간은 남아 있어서 다시 들어올 수 있어요.",
  endConfirm: "모두 끝내기",

  knocks: "문 앞",
  knocking: (name: string) => `${name} 님이 들어오고 싶어 해요`,
  letIn: "들여보내기",
  letInNamed: (name: string) => `${name} 님 들여보내기`,
  notNow: "나중에",
  notNowNamed: (name: string) => `${name} 님은 나중에`,

  told: {
    "mute": "진행자가 나를 음소거했어요.",
    "stop-screen-share": "진행자가 내 화면 공유를 멈췄어요.",
    "listener": "진행자가 나를 듣기만 하게 했어요.",
    "speaker": "이제 말할 수 있어요.",
    "moderator": "이제 진행자예요.",
  },
  onlyListening: "듣고 있어요. 진행자가 말할 수 있게 해 줄 수 있어요.",
  someTaken: "지금 역할로는 일부만 보낼 수 있어요.",
} satisfies SpaceWords;
