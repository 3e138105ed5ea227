import type { DeviceView, DeviceViews } from './context.ts';

/** Before the first report: nothing is there. */
const absent: DeviceView = { availability: 'unavailable', fault: null };

export const noDevices: DeviceViews = {
  idReader: absent,
  camera: absent,
  receiptPrinter: absent,
  a4Printer: absent,
  cardIssuer: absent,
  pinPad: absent,
  qrScanner: absent,
  docCamera: absent,
  ssCardReader: absent,
  speaker: absent,
  headset: absent,
  navPad: absent,
  presence: absent,
};
