import type { AllowWords } from "./en_allow.ts";

/** Korean words of how to allow a device again. */
export const koAllow = {
  devices: { microphone: "마이크", camera: "카메라", screen: "화면 및 시스템 오디오 녹음" },
  browsers: {
    "chrome": "Chrome 브라우저",
    "edge": "Edge 브라우저",
    "firefox": "Firefox 브라우저",
    "safari": "Safari 브라우저",
    "other": "이 브라우저",
    "in-app": "이 앱",
  },
  inApp: () => [
    "다른 앱 안에서 이 페이지를 열어서 장치를 쓸 수 없어요.",
    "그 앱의 메뉴에서 ‘다른 브라우저로 열기’를 골라 Safari나 Chrome으로 열어 주세요.",
    "그 브라우저에서 들어오세요.",
  ],
  inBrowser: {
    chromium: (device: string) => [
      "주소 왼쪽의 표시를 누르세요.",
      `‘${device}’를 켜세요.`,
      "여기로 돌아와서 다시 켜 보세요.",
    ],
    edge: (device: string) => [
      "주소 왼쪽의 자물쇠를 누르세요.",
      `‘이 사이트에 대한 권한’에서 ‘${device}’를 ‘허용’으로 바꾸세요.`,
      "여기로 돌아와서 다시 켜 보세요.",
    ],
    firefox: (device: string) => [
      `주소 왼쪽에 있는 줄 그어진 ‘${device}’ 표시를 누르세요.`,
      "‘차단됨’ 옆의 ×를 누르세요.",
      "여기로 돌아와서 다시 켜고 ‘허용’을 고르세요.",
    ],
    safari: (device: string) => [
      "메뉴 막대에서 Safari › ‘이 웹사이트에 대한 설정…’을 고르세요.",
      `‘${device}’를 ‘허용’으로 바꾸세요.`,
      "이 페이지를 새로고침하세요.",
    ],
    safariIos: (device: string) => [
      "주소창의 표시를 누르고 ‘웹사이트 설정’을 고르세요. ‘…’ 안에 있을 수도 있어요.",
      `‘${device}’를 ‘허용’으로 바꾸세요.`,
      "이 페이지를 새로고침하세요.",
    ],
    android: (device: string) => [
      "주소 왼쪽의 표시를 누르세요.",
      `‘권한’을 누르고 ‘${device}’를 켜세요.`,
      "여기로 돌아와서 다시 켜 보세요.",
    ],
    firefoxAndroid: (device: string) => [
      "주소 왼쪽의 표시를 누르세요.",
      `‘${device}’를 눌러 ‘차단됨’을 푸세요.`,
      "여기로 돌아와서 다시 켜 보세요.",
    ],
  },
  inSystem: {
    macos: (device: string, browser: string) => [
      `시스템 설정 › 개인정보 보호 및 보안 › ${device} 화면을 여세요.`,
      `${browser}를 켜세요.`,
      "브라우저를 종료했다가 다시 여세요.",
    ],
    windows: (device: string, _browser: string) => [
      `설정 › 개인 정보 및 보안 › ${device} 화면을 여세요.`,
      `‘${device} 액세스’와 ‘데스크톱 앱이 ${device}에 액세스하도록 허용’을 켜세요.`,
      "여기로 돌아와서 다시 켜 보세요.",
    ],
    android: (device: string, browser: string) => [
      `휴대전화 설정 › 애플리케이션 › ${browser} › 권한 › ${device} 화면을 여세요.`,
      "‘앱 사용 중에만 허용’을 고르세요.",
      `화면 위쪽의 빠른 설정에서 ‘${device} 액세스’가 켜져 있는지 보세요.`,
    ],
    ios: (device: string, browser: string) => [
      `아이폰이나 아이패드의 설정 › 앱 › ${browser} 화면을 여세요.`,
      `‘${device}’를 허용하세요.`,
      "여기로 돌아와서 페이지를 새로고침하세요.",
    ],
    other: (device: string, _browser: string) => [
      `시스템의 개인정보 보호 설정에서 ${device}를 허용하세요.`,
      "장치 자체의 스위치나 단축키로 꺼 두지 않았는지 보세요.",
      "브라우저를 닫았다가 다시 여세요.",
    ],
  },
} satisfies AllowWords;
