import type { SpaceWords } from "./en_space.ts";

/** Korean words of those who look after a space, and of whom they act on. */
export const koSpace = {
  moreFor: (name: string) => `${name} 님 더 보기`,
  mute: "음소거",
  lowerHand: "손 내리기",
  stopScreen: "화면 공유 멈추기",
  makeRole: {
    listener: "청취자로 변경",
    speaker: "발언자로 변경",
    moderator: "진행자로 변경",
  },
  remove: "통화에서 내보내기",
  ban: "차단…",
  manage: "관리",
  record: "이 기기에 녹화…",
  spaceSettings: "공간 설정",
  locked: "잠김",
  lock: "잠그기",
  lockMore: "새로 들어올 수 없어요. 지금 있는 사람은 그대로 있어요.",
  endForAll: "모두에게 통화 종료…",
  cancel: "취소",

  banTitle: (name: string) => `${name} 님을 차단할까요?`,
  banUser: "지금 바로 내보내요. 차단을 해제하기 전까지 이 계정으로 들어올 수 없어요.",
  banUserOpen:
    "지금 바로 내보내요. 차단을 해제하기 전까지 이 계정으로 들어올 수 없어요. 다만 누구나 들어올 수 있는 공간이라, 로그아웃하면 게스트로 다시 들어올 수 있어요.",
  banGuest:
    "지금 바로 내보내요. 게스트 차단은 이번 접속과 사용한 링크에만 적용돼요. 다른 브라우저로는 다시 들어올 수 있어요.",
  banConfirm: "차단하기",
  banAndLock: "차단하고 공간 잠그기",
  endTitle: "모두에게 통화를 종료할까요?",
  endMore: "나를 포함해 모두 나가게 돼요. 공간은 그대로 남아 있어서 다시 들어올 수 있어요.",
  endConfirm: "모두에게 종료",

  knocks: "입장 대기",
  knocking: (name: string) => `${name} 님이 입장을 기다려요`,
  letIn: "수락",
  letInNamed: (name: string) => `${name} 님 수락`,
  notNow: "나중에",
  notNowNamed: (name: string) => `${name} 님은 나중에`,

  told: {
    "mute": "진행자가 내 마이크를 음소거했어요.",
    "stop-screen-share": "진행자가 내 화면 공유를 멈췄어요.",
    "listener": "청취자로 변경됐어요.",
    "speaker": "이제 말할 수 있어요.",
    "moderator": "진행자가 됐어요.",
  },
  onlyListening: "청취 중이에요. 말하려면 진행자가 허용해야 해요.",
  someTaken: "지금 역할로는 일부 기능만 쓸 수 있어요.",
} satisfies SpaceWords;
