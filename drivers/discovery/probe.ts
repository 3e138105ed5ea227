import { type Clock, sleep } from '../../contract/clock.ts';
import type { Device } from '../core/device.ts';
import type { Answer } from './choose-port.ts';

/** Longest handshake at a candidate port, milliseconds (docs/design/device-model.md, section 9). */
const probeMs = 500;

/**
 * Starts a device, waits until its handshake has succeeded or `limitMs` is over, and closes it again. The handshake is a harmless query: moves,
 * prints and feeds nothing.
 * @param identityOf what the device says that only it can say, null = nothing
 */
export async function probeDevice<D extends Device>(
  device: D,
  o: {
    readonly path: string;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly limitMs?: number;
    readonly identityOf: (device: D) => string | null;
  },
): Promise<Answer | null> {
  const done = new AbortController();
  const onAbort = () => done.abort();
  o.signal.addEventListener('abort', onAbort, { once: true });
  const forget = device.onStatus(({ link }) => {
    if (link === 'up') done.abort();
  });
  device.start();
  await sleep(o.clock, o.limitMs ?? probeMs, done.signal);
  forget();
  o.signal.removeEventListener('abort', onAbort);
  const answer = device.status().link === 'up' ? { path: o.path, identity: o.identityOf(device) } : null;
  await device.close();
  return answer;
}
