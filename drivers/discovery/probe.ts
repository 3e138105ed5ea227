import type { Clock } from '../../contract/clock.ts';
import type { Device } from '../core/device.ts';
import { afterOpening } from '../transport/after-opening.ts';
import { type OpenPort, openPortHere } from '../transport/open-port.ts';
import type { Answer } from './choose-port.ts';

/** Longest handshake at a candidate port, milliseconds (docs/design/device-model.md, section 9). */
const probeMs = 500;
/**
 * Longest wait for the port itself, milliseconds: the process that holds the bindings may have to be started first, and a machine that is busy takes its
 * time. That is no silence of a device. A decision of this project.
 */
const openMs = 3_000;
/**
 * Longest handshake of somebody who has begun to answer, milliseconds: units that do not know the question for their version say nothing to it, and their driver waits for that once.
 * A decision of this project.
 */
const usualAnswerMs = 2_200;

/**
 * The same for a unit that hears nothing before it was told to get ready, milliseconds: three questions without an answer, then the form of INITIALISE that leaves the card where it is
 * (docs/protocols/card-dispenser.md, 2.1 and 2.3), in which a motor turns for some seconds.
 */
export const wakeLimits = { limitMs: 2_000, answerMs: 11_000 } as const;

/**
 * Starts a device, waits until its handshake has succeeded, has failed with bytes that came, or its time is over, and closes it again. The handshake is a harmless query: moves,
 * prints and feeds nothing.
 * @param make makes the device on these ports; it is not started yet
 * @param o.openPort default: ports of this process
 * @param o.limitMs longest silence once the port is open (or could not be opened), milliseconds; default 500
 * @param o.answerMs longest handshake of somebody who has begun to answer, milliseconds; default 2,200
 * @param o.identityOf what the device says that only it can say, null = nothing
 */
export async function probeDevice<D extends Device>(
  make: (openPort: OpenPort) => D,
  o: {
    readonly path: string;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly openPort?: OpenPort;
    readonly limitMs?: number;
    readonly answerMs?: number;
    readonly identityOf: (device: D) => string | null;
  },
): Promise<Answer | null> {
  const { clock, signal, openPort = openPortHere, limitMs = probeMs, answerMs = usualAnswerMs } = o;
  const over = new AbortController();
  const end = () => over.abort();
  const isOver = new Promise<void>((resolve) => {
    over.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  let cancelLimit = clock.after(openMs, end);
  let isFirst = true;
  let hasBytes = false;
  /** The time of a silent port is over, but bytes have come, and the first handshake still runs. */
  let isAnswering = false;
  const opened = () => {
    // Only the first time: a port that cannot be opened is tried again and again.
    if (!isFirst || over.signal.aborted) return;
    isFirst = false;
    cancelLimit();
    cancelLimit = clock.after(limitMs, () => {
      isAnswering = hasBytes && device.status().link === 'connecting';
      if (isAnswering) cancelLimit = clock.after(answerMs - limitMs, end);
      else end();
    });
  };
  const heard = () => {
    hasBytes = true;
  };
  const device = make((spec) => afterOpening(openPort(spec), opened, heard));
  const forget = device.onStatus(({ link }) => {
    if (link === 'up' || (isAnswering && link !== 'connecting')) end();
  });
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  device.start();
  await isOver;
  cancelLimit();
  forget();
  signal.removeEventListener('abort', end);
  const answer = device.status().link === 'up' ? { path: o.path, identity: o.identityOf(device) } : null;
  await device.close();
  return answer;
}
