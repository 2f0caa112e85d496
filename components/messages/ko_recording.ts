import type { RecordingWords } from "./en_recording.ts";

/** Korean words of recording. */
export const koRecording = {
  title: "이 기기에 녹화",
  close: "닫기",
  why:
    "녹화는 이 컴퓨터에만 저장되고 어디에도 올라가지 않아요. 시작하기 전에 모두에게 알리고, 나중에 들어오는 사람에게도 알려요.",
  encrypted:
    "이 통화는 종단 간 암호화되어 있지만 녹화 파일은 암호화되지 않아요. 파일을 여는 사람은 누구나 들을 수 있어요.",
  what: "녹화할 내용",
  sound: "소리",
  soundMore: "내 목소리까지 모든 목소리와 공유된 소리. 한 시간에 약 45MB.",
  pictures: "소리와 화면",
  picturesMore: "사람들의 화면과 공유 화면도 함께. 한 시간에 약 700MB.",
  start: "녹화 시작",
  cancel: "취소",
  telling: "모두에게 알리고 있어요. 곧 녹화가 시작돼요.",
  recording: "녹화 중",
  waiting: "연결이 끊겼어요. 모두에게 다시 알린 뒤 이어서 녹화해요.",
  ending: "마지막 부분을 저장하고 있어요.",
  stop: "녹화 끝내기",
  troubles: {
    "unsupported":
      "이 브라우저에서는 녹화할 수 없어요. 최신 Chrome, Edge, Firefox의 일반 창에서 해 주세요.",
    "not-told": "모두에게 알리지 못해서 녹화하지 않았어요. 잠시 뒤에 다시 해 주세요.",
    "full": "저장 공간이 가득 찼어요. 그때까지 녹화한 내용은 남아 있어요.",
    "not-allowed": "더 이상 진행자가 아니어서 녹화가 끝났어요. 그때까지의 내용은 남아 있어요.",
    "unexpected": "브라우저가 녹화를 멈췄어요. 그때까지 녹화한 내용은 남아 있어요.",
  },
  understood: "확인",

  kept: "이 브라우저에 있는 녹화",
  keptWhy: "저장하거나 삭제할 때까지 여기에만 있어요.",
  save: "저장…",
  saveNamed: (name: string) => `${name} 저장`,
  saveFailed: "거기에 저장하지 못했어요. 녹화는 여기에 그대로 있어요.",
  downloaded: "다운로드된 파일을 확인한 뒤 여기에서 삭제하세요.",
  remove: "삭제",
  removeNamed: (name: string) => `${name} 삭제`,
  ask: "삭제할까요? 여기에 다른 사본은 없어요.",
  keep: "그대로 두기",
  later: "나중에",
} satisfies RecordingWords;
