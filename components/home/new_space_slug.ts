import type { Locale } from "../messages/locale.ts";

const words: Record<Locale, readonly [readonly string[], readonly string[]]> = {
  en: [
    [
      ...["calm", "bright", "quiet", "early", "gentle", "golden", "open", "warm"],
      ...["clear", "autumn", "spring", "little", "sunny", "misty", "kind", "still"],
      ...["green", "silver", "winter", "summer", "happy", "silent", "morning", "evening"],
      ...["soft", "round", "fresh", "simple", "brave", "merry", "tall", "blue"],
    ],
    [
      ...["pine", "river", "lantern", "persimmon", "maple", "magpie", "stone", "porch"],
      ...["plum", "moon", "garden", "hill", "willow", "brook", "lotus", "kite"],
      ...["lake", "forest", "bridge", "cloud", "island", "meadow", "star", "harbor"],
      ...["window", "valley", "cedar", "robin", "rabbit", "turtle", "drum", "bell"],
    ],
  ],
  ko: [
    [
      ...["고요한", "환한", "조용한", "이른", "다정한", "금빛", "열린", "따뜻한"],
      ...["맑은", "가을", "봄날", "작은", "햇살", "안개", "착한", "푸른"],
      ...["초록", "은빛", "겨울", "여름", "즐거운", "잔잔한", "아침", "저녁"],
      ...["보드라운", "둥근", "싱그러운", "소박한", "씩씩한", "신나는", "키큰", "하늘"],
    ],
    [
      ...["소나무", "시냇물", "등불", "감나무", "단풍", "까치", "돌담", "마루"],
      ...["매화", "보름달", "정원", "언덕", "버드나무", "개울", "연꽃", "방패연"],
      ...["호수", "숲길", "다리", "구름", "섬마을", "풀밭", "별빛", "나루터"],
      ...["창가", "골짜기", "은행나무", "제비", "토끼", "거북이", "장구", "종소리"],
    ],
  ],
};

/**
 * The address of a new space as one says it on the phone, in the page's language: `calm-pine-4829-1573`. Too many to guess
 * (1,024 pairs of words × 10⁸, about 10¹¹).
 */
export function newSpaceSlug(
  randomBytes: (length: number) => Uint8Array,
  locale: Locale = "en",
): string {
  const [qualities, things] = words[locale];
  const [first, second, ...rest] = randomBytes(10);
  // 10 does not divide 256: the slight lean to 0–5 costs less than a bit in all.
  const digits = rest.map((byte) => byte % 10).join("");
  const pair = [qualities[first % qualities.length], things[second % things.length]];
  return [...pair, digits.slice(0, 4), digits.slice(4)].join("-");
}
