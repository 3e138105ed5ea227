import type { DeviceStatus } from '../../contract/device.ts';
import type { Device } from './device.ts';

/**
 * Waits until a device's status, as its driver pushes it, is as wanted. Looks at the present one first; needs no timer.
 * @returns true as soon as it is; false when `signal` is aborted before
 */
export function untilStatus(
  device: Pick<Device, 'status' | 'onStatus'>,
  isWanted: (status: DeviceStatus) => boolean,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  if (isWanted(device.status())) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (isSo: boolean) => {
      forget();
      signal?.removeEventListener('abort', onAbort);
      resolve(isSo);
    };
    const onAbort = () => settle(false);
    const forget = device.onStatus((status) => {
      if (isWanted(status)) settle(true);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
