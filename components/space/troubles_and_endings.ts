/** What most visits never show before joining, loaded after the first paint: troubles and endings. */
export { DeviceMenu } from "../devices/DeviceMenu.tsx";
export { PreJoinTrouble } from "./PreJoinTrouble.tsx";
export { Ended } from "./Ended.tsx";
export { MediaTrouble } from "./MediaTrouble.tsx";
export { NotSecure } from "./NotSecure.tsx";
export { TakenNotice } from "./TakenNotice.tsx";
