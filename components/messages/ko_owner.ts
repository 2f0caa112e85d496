import type { OwnerWords } from "./en_owner.ts";

/** Korean words of the page on which a space is looked after. */
export const koOwner = {
  title: (slug: string) => `${slug} 설정`,
  why: "바꾼 설정은 지금 있는 사람에게도 바로 적용돼요.",
  toSpace: "공간으로 가기",
  saving: "저장 중…",
  elsewhere: "방금 다른 사람이 바꿨어요.",
  tryAgain: "다시 시도",
  noScript: "설정을 바꾸려면 자바스크립트를 켜 주세요.",
  keep: "그대로 두기",

  roles: {
    owner: "소유자",
    moderator: "진행자",
    speaker: "발언자",
    listener: "청취자",
  },

  rules: {
    nameTitle: "이름",
    name: "공간 이름",
    nameMore: "어떤 언어로든 쓸 수 있어요. 링크가 있는 사람 모두에게 보여요. 주소는 그대로예요.",
    rename: "이름 바꾸기",
    nameWrong: (most: number) => `보이는 글자로 1~${most}자까지 쓰거나 비워 두세요.`,
    title: "들어올 수 있는 사람",
    policy: "입장 방식",
    policies: {
      open: ["누구나", "링크가 있으면 누구나 들어올 수 있어요."],
      members: [
        "멤버만",
        "역할이 있거나, 게스트 링크가 있거나, 전에 수락한 사람만 들어올 수 있어요.",
      ],
      knock: ["수락 후 입장", "다른 사람은 안에서 수락할 때까지 기다려요."],
    },
    lock: "잠금",
    lockMore: "새로 들어올 수 없어요. 지금 있는 사람은 그대로 있어요.",
    capacity: "최대 인원",
    capacityMore: "동시에 들어올 수 있는 인원이에요.",
    capacityWrong: (most: number) => `1~${most} 사이의 숫자를 입력해 주세요.`,
    save: "저장",
    defaultRole: "처음 온 사람의 역할",
    defaultRoles: {
      speaker: ["발언자", "발언자에게 허용된 것을 공유할 수 있어요."],
      listener: [
        "청취자",
        "청취자에게 허용된 것만 공유할 수 있어요. 처음에는 아무것도 없어요.",
      ],
    },
  },

  sources: {
    title: "공유 권한",
    why: "소유자는 모두 공유할 수 있어요.",
    role: "역할",
    roles: {
      moderator: "진행자",
      speaker: "발언자",
      listener: "청취자",
    },
    names: {
      microphone: "마이크",
      camera: "카메라",
      screen_share: "화면",
      screen_share_audio: "화면 소리",
    },
    chat: "채팅",
    cell: (source: string, role: string) => `${role}의 ${source}`,
  },

  chat: {
    title: "채팅",
    kept: "메시지 보관",
    keptChoices: {
      "until-empty": ["모여 있는 동안", "공간이 한 시간 동안 비어 있으면 지워져요."],
      "30-days": ["30일", "메시지마다 쓴 지 30일이 지나면 지워져요."],
      never: ["보관 안 함", "지금 안에 있는 사람만 볼 수 있어요. 지금까지 쓴 메시지도 지워져요."],
    },
  },

  people: {
    title: "사람",
    none: "지금 아무도 없고, 역할을 받은 사람도 아직 없어요.",
    you: "나",
    guest: "게스트",
    inside: "참여 중",
    banned: "차단됨",
    admitted: "수락됨",
    roleOf: (name: string) => `${name} 님의 역할`,
    admit: "수락",
    admitNamed: (name: string) => `${name} 님 수락`,
    dismiss: "수락 취소",
    dismissNamed: (name: string) => `${name} 님 수락 취소`,
    lift: "차단 해제",
    liftNamed: (name: string) => `${name} 님 차단 해제`,
    remove: "내보내기",
    removeNamed: (name: string) => `${name} 님 내보내기`,
    removeAsk: (name: string) => `${name} 님을 내보낼까요? 다시 들어올 수 있어요.`,
    ban: "차단",
    banNamed: (name: string) => `${name} 님 차단`,
    banAsk: (name: string) =>
      `${name} 님을 차단할까요? 차단을 해제하기 전까지 이 계정으로 들어올 수 없어요.`,
    banGuestAsk: (name: string) =>
      `${name} 님을 차단할까요? 이 브라우저로 들어올 수 없고, 사용한 링크로는 아무도 들어올 수 없어요.`,
    banOpen:
      "다만 누구나 들어올 수 있는 공간이라 게스트로 다시 올 수 있어요. 공간을 잠그거나 멤버만 받아 주세요.",
    forget: "목록에서 삭제",
    forgetNamed: (name: string) => `${name} 님을 목록에서 삭제`,
    forgetAsk: (name: string) => `${name} 님을 목록에서 삭제할까요? 처음 온 사람과 같아져요.`,
  },

  links: {
    title: "게스트 링크",
    why: "입장 방식과 관계없이, 계정 없이도 정한 역할로 들어올 수 있어요.",
    none: "아직 없어요.",
    role: "이 링크로 온 사람의 역할",
    uses: "사용 인원",
    usesWrong: (most: number) => `1~${most} 사이의 숫자를 입력해 주세요.`,
    span: "유효 기간",
    spans: {
      hour: "한 시간",
      day: "하루",
      week: "일주일",
      month: "30일",
      own: "직접 설정…",
    },
    from: "시작 (비우면 지금부터)",
    until: "종료",
    timesWrong: "종료는 시작 이후의 시간으로 골라 주세요.",
    make: "링크 만들기",
    withoutKey:
      "암호화된 공간인데 이 브라우저에 키가 없어요. 이 링크로는 들어올 수 없으니, 먼저 링크 전체로 공간을 열어 주세요.",
    once: "지금 복사해 두세요. 주소는 한 번만 보여요.",
    address: "링크 주소",
    copy: "복사",
    copied: "복사했어요",
    code: "링크 QR 코드",
    of: (role: string) => `${role} 링크`,
    used: (used: number, uses: number) => `${uses}명 중 ${uses - used}명 남음`,
    from2: "시작",
    until2: "종료",
    unvouched: "만든 사람이 더 이상 진행자가 아님",
    spent: "모두 사용",
    over: "만료됨",
    early: "시작 전",
    revoke: "사용 중지",
    revokeNamed: (role: string, used: string) => `${role} 링크 사용 중지, ${used}`,
    revokeAsk:
      "사용을 중지할까요? 이 링크로 더 이상 들어올 수 없고, 이미 들어온 사람은 그대로 있어요.",
  },

  log: {
    title: "활동 기록",
    why: "최근 30일 기록이에요.",
    none: "아직 없어요.",
    more: "이전 기록 보기",
    look: "새로고침",
    somebody: "누군가",
    events: {
      "joined": (name: string) => `${name} 님이 들어왔어요`,
      "left": (name: string) => `${name} 님이 나갔어요`,
      "camera-started": (name: string) => `${name} 님이 카메라를 켰어요`,
      "camera-ended": (name: string) => `${name} 님이 카메라를 껐어요`,
      "screen-share-started": (name: string) => `${name} 님이 화면 공유를 시작했어요`,
      "screen-share-ended": (name: string) => `${name} 님이 화면 공유를 멈췄어요`,
      "removed": (name: string) => `${name} 님을 내보냈어요`,
      "banned": (name: string) => `${name} 님을 차단했어요`,
      "ended-for-all": (name: string) => `${name} 님이 모두에게 통화를 종료했어요`,
    },
    other: (name: string) => `${name} 님의 상태가 바뀌었어요`,
  },

  end: {
    title: "통화 종료",
    more: "모두 나가게 돼요. 공간과 설정은 그대로 남아요.",
    end: "모두에게 종료",
    ask: "모두에게 통화를 종료할까요?",
    done: "종료했어요.",
  },

  remove: {
    title: "공간 삭제",
    more:
      "모두 나가게 되고 역할, 차단, 게스트 링크, 메시지가 삭제돼요. 이름은 다른 사람이 다시 쓸 수 있어요.",
    remove: "이 공간 삭제",
    ask: (slug: string) => `${slug} 공간을 영구히 삭제할까요?`,
  },

  notOwner: {
    title: (slug: string) => `${slug} 공간은 다른 사람의 공간이에요`,
    more: "소유자와 진행자만 설정을 바꿀 수 있어요.",
    moreSignedOut: "소유자나 진행자라면 로그인해서 설정을 바꿀 수 있어요.",
    nobodys: (slug: string) => `${slug} 공간은 아직 소유자가 없어요`,
    nobodysMore: "내 공간으로 만들면 누가 들어올지 정할 수 있어요. 링크는 그대로예요.",
    nobodysSignedOut: "로그인하면 내 공간으로 만들고 누가 들어올지 정할 수 있어요.",
    make: "내 공간으로 만들기",
    signIn: "로그인",
  },

  trouble: {
    "not-allowed": "지금 역할로는 할 수 없어요.",
    "not-found": "더 이상 없어요.",
    "invalid-body": "서버가 받아들이지 않았어요.",
    "space-taken": "안에 사람이 있거나 다른 사람이 먼저 만들었어요. 비었을 때 다시 시도해 주세요.",
    "too-many-spaces": "공간을 더 만들 수 없어요.",
    "too-many-links": "링크를 더 만들 수 없어요. 먼저 하나를 사용 중지해 주세요.",
    "rate-limited": "너무 자주 시도했어요. 잠시 후 다시 시도해 주세요.",
    "offline": "서버에 연결할 수 없어요. 네트워크를 확인해 주세요.",
    "storage-unavailable": "지금은 연결이 원활하지 않아요. 잠시 후 다시 시도해 주세요.",
    "livekit-unavailable": "통화 서버가 응답하지 않아요. 잠시 후 다시 시도해 주세요.",
    "unexpected": "문제가 생겼어요. 다시 시도해 주세요.",
  },
} satisfies OwnerWords;
