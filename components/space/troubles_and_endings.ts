/** Troubles and endings: most visits never show them before joining, so they are loaded after the first paint. */
export { DeviceMenu } from "../devices/DeviceMenu.tsx";
export { PreJoinTrouble } from "./PreJoinTrouble.tsx";
export { Ended } from "./Ended.tsx";
export { MediaTrouble } from "./MediaTrouble.tsx";
export { NotSecure } from "./NotSecure.tsx";
export { TakenNotice } from "./TakenNotice.tsx";
