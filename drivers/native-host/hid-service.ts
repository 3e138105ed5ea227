import { type HidOptions, HidTransport } from '../transport/hid-transport.ts';
import { isRecord } from './messages.ts';
import { transportService } from './transport-service.ts';

/** HID devices. Spec: `HidOptions`. */
export const hidService = transportService((spec) => {
  if (!isRecord(spec)) return null;
  for (const key of ['path', 'serial'] as const) {
    if (spec[key] !== undefined && typeof spec[key] !== 'string') return null;
  }
  for (const key of ['vendorId', 'productId', 'usagePage', 'usage'] as const) {
    if (spec[key] !== undefined && !Number.isSafeInteger(spec[key])) return null;
  }
  return new HidTransport(spec as HidOptions);
});
