import type { CommandResult } from '../../contract/command.ts';
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

/**
 * How a device command ends whose act or read failed: exit code 1.
 * @param nothing what stands in the answer in place of what was not read, for example `{ card: null }`
 */
export function failedBy(error: DeviceError, nothing: Readonly<Record<string, null>> = {}): CommandResult {
  return {
    exit: 1,
    json: { outcome: error.outcome, ...nothing, fault: faultJson(error) },
    text: faultText(error),
  };
}
