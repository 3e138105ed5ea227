import type { DeviceError } from '../../contract/device.ts';

/** A fault as the command line prints it: code, who acts, where the item is. Never a byte of a card. */
export function faultJson(error: DeviceError): Readonly<Record<string, unknown>> {
  const { code, action, severity, userFixable, mediaAt, phase, vendor } = error;
  return {
    code,
    action,
    severity,
    userFixable,
    mediaAt,
    phase,
    ...(vendor === undefined ? {} : { vendor: { code: vendor.code } }),
  };
}

/** One line for people: what happened, what may have happened, what to do. */
export function faultText(error: DeviceError): string {
  return `${error.code} (outcome ${error.outcome}); to do: ${error.action}`;
}
