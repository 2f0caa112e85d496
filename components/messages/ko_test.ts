/** Korean words of the connection test. */
import type { TestWords } from "./en_test.ts";

type Device = "microphone" | "camera" | "speaker";

const names: Record<Device, string> = { microphone: "마이크", camera: "카메라", speaker: "스피커" };
/** With the particle that each word takes. */
const object: Record<Device, string> = {
  microphone: "마이크를",
  camera: "카메라를",
  speaker: "스피커를",
};
const subject: Record<Device, string> = {
  microphone: "마이크가",
  camera: "카메라가",
  speaker: "스피커가",
};

export const koTest = {
  title: "연결 테스트",
  why:
    "여기에서 통화가 되는지 확인해요. 브라우저가 마이크와 카메라를 써도 되는지 물어봐요. 다른 사람에게는 들리거나 보이지 않아요.",
  start: "테스트 시작",
  again: "다시 테스트",
  loading: "불러오는 중…",
  loadFailed: "페이지 일부를 불러오지 못했어요. 네트워크를 확인하고 다시 시도해 주세요.",
  back: "돌아가기",
  home: "처음으로",
  results: "결과",
  parts: {
    server: "이 서버",
    signal: "통화 서버",
    udp: "소리와 영상 (UDP)",
    tcp: "소리와 영상 (TCP)",
    turn: "중계 서버 (TURN)",
    publish: "보내기",
    microphone: "마이크",
    camera: "카메라",
    speaker: "스피커",
  },
  states: {
    waiting: "아직이에요",
    running: "확인하고 있어요…",
    good: "좋아요",
    bad: "문제가 있어요",
    unknown: "알 수 없어요",
  },
  say: "아무 말이나 해 보세요.",
  level: "마이크 소리 크기",
  picture: "내 카메라",
  heard: "두 음이 들렸나요?",
  yes: "네",
  no: "아니요",
  playAgain: "다시 듣기",
  verdicts: {
    good: "여기에서 통화할 수 있어요.",
    devices: "연결은 좋아요. 기기를 확인해 주세요.",
    weak: "통화는 되지만 소리나 영상이 끊길 수 있어요.",
    bad: "지금은 여기에서 통화할 수 없어요.",
  },
  remedies: {
    "offline": () => "응답이 없어요. 네트워크를 확인하고 다시 테스트해 주세요.",
    "often": () => "같은 네트워크에서 테스트를 너무 많이 했어요. 1분 뒤에 다시 해 주세요.",
    "no-livekit": () => "통화 서버가 설정되어 있지 않아요. 서버 관리자에게 알려 주세요.",
    "server-trouble": () => "서버에 문제가 있어요. 잠시 뒤에 다시 테스트해 주세요.",
    "code-missing": () => "페이지 일부를 불러오지 못했어요. 새로고침하고 다시 테스트해 주세요.",
    "webrtc-off": () =>
      "이 브라우저에서 WebRTC가 꺼져 있어요. 설정이나 차단하는 확장 프로그램에서 허용하거나 다른 브라우저를 써 주세요.",
    "no-signal": () =>
      "통화 서버에 연결할 수 없어요. 다른 네트워크를 쓰거나 VPN을 꺼 보고, 그래도 안 되면 서버 관리자에게 알려 주세요.",
    "udp-blocked": () =>
      "네트워크나 VPN이 UDP를 막고 있어서 끊길 수 있어요. 다른 네트워크를 쓰거나 UDP를 허용해 달라고 요청해 주세요.",
    "tcp-blocked": () => "이 길은 막혀 있어요. UDP까지 막혔을 때만 문제가 돼요.",
    "no-turn": () =>
      "이 서버에는 중계 서버가 없어요. 웹페이지만 허용하는 네트워크에서만 문제가 돼요.",
    "turn-blocked": () =>
      "중계 서버에 연결할 수 없어요. 다른 길도 모두 안 되면 서버 관리자에게 알려 주세요.",
    "nothing-arrives": () =>
      "보내는 소리가 서버에 도착하지 않아요. 다른 네트워크를 쓰거나 VPN을 꺼 보세요.",
    "not-reached": () => "위의 문제를 먼저 해결해야 확인할 수 있어요.",
    "denied": (device) =>
      `이 페이지에서 ${
        subject[device]
      } 차단되어 있어요. 주소창 옆에서 허용하고 다시 테스트해 주세요.`,
    "dismissed": (device) =>
      `${object[device]} 허용하지 않았어요. 다시 테스트하고 ‘허용’을 눌러 주세요.`,
    "blocked-by-system": (device) =>
      `기기가 브라우저의 ${
        names[device]
      } 사용을 막고 있어요. 시스템의 개인정보 보호 설정에서 허용해 주세요.`,
    "in-use": (device) =>
      `다른 앱이 ${object[device]} 쓰고 있어요. 그 앱을 닫고 다시 테스트해 주세요.`,
    "not-found": (device) => `연결된 ${subject[device]} 없어요. 연결하고 다시 테스트해 주세요.`,
    "no-devices": () =>
      "이 브라우저에서는 기기를 쓸 수 없어요. https 주소로 열거나 다른 브라우저를 써 주세요.",
    "no-start": (device) =>
      `${subject[device]} 켜지지 않았어요. 다시 연결하거나 브라우저를 다시 켜 주세요.`,
    "silent": () =>
      "마이크에서 소리가 나지 않아요. 헤드셋 음소거를 풀거나 들어가기 전에 설정에서 다른 마이크를 골라 주세요.",
    "black": () => "카메라 화면이 까매요. 덮개를 열거나 들어가기 전에 다른 카메라를 골라 주세요.",
    "not-heard": () => "음량을 키우고 어느 스피커나 헤드셋으로 소리가 나가는지 확인해 주세요.",
  },
  report: "도와줄 사람에게 보낼 보고서",
  reportMore: "이름, 주소, 기기 이름은 들어 있지 않아요.",
  copy: "보고서 복사",
  copied: "복사했어요",
} satisfies TestWords;
