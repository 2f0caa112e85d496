/** The dialogs that are opened from *More*, and a person's *Connection*, loaded together. */
export { PersonConnection } from "./PersonConnection.tsx";
export { ReceivingDialog } from "./ReceivingDialog.tsx";
export { TroubleDialog } from "./TroubleDialog.tsx";
