/** Korean words that joining loads. */
export { koBackground as background } from "./ko_background.ts";
export { koCall as call } from "./ko_call.ts";
export { koChat as chat } from "./ko_chat.ts";
export { koSound as sound } from "./ko_sound.ts";
export { koSpace as space } from "./ko_space.ts";
