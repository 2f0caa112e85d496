/** The dialogs that are opened from *More*, loaded together. */
export { ReceivingDialog } from "./ReceivingDialog.tsx";
