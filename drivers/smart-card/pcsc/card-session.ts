import type { Clock } from '../../../contract/clock.ts';
import type { ErrorCode } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { decodeResponse, encodeCommand, type ResponseApdu } from '../card/apdu.ts';
import { lengthPrefixed } from '../card/length-prefixed.ts';
import { type CardReading, readSocialSecurityCard } from '../card/social-security-card.ts';
import type { PcscFailure, PcscReason, SmartCardPort } from './pcsc-port.ts';
import type { PcscProfile } from './profile.ts';

/** How one try with one card ended. `vendor` is a status word or a technical word, never data. */
export type SessionEnd =
  | CardReading
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly vendor: string }
  /** Stopped between two commands because the caller has gone. */
  | { readonly type: 'stopped' }
  /** The link ended; whoever owns it knows the cause. */
  | { readonly type: 'lost' };

export interface CardSessionOptions {
  readonly port: SmartCardPort;
  readonly reader: string;
  readonly clock: Clock;
  readonly profile: PcscProfile;
  /** Settles when the reader is done with the card before: its power-down would strike this one. */
  readonly before: Promise<void>;
  /** Aborted when this very card leaves the reader. */
  readonly gone: AbortSignal;
  /** Aborted when the link ends. */
  readonly lost: AbortSignal;
  /** True when nobody wants the data any more; asked between two commands. */
  readonly isStopped: () => boolean;
  /** Gets a call that was given up before it had settled: the reader is busy until it does. */
  readonly givenUp: (settled: Promise<void>) => void;
  /** Every command and answer, length in front (`length-prefixed.ts`), for a recorder, which blanks them through `trace-codec.ts`. */
  readonly trace?: ((direction: 'tx' | 'rx', message: Uint8Array) => void) | undefined;
}

/**
 * One try with one card: power up, read, power down. Settles within `connectMs` + `readMs` + `ioMs`, whatever card, reader and service do.
 * Nothing of the card is kept but what the reading returns.
 */
export async function readInsertedCard(o: CardSessionOptions): Promise<SessionEnd> {
  const connected = await connect(o);
  if (!connected.ok) return connected.error;
  const card = connected.value;
  const deadlineMs = o.clock.monoMs() + o.profile.readMs;
  const pending = { settled: Promise.resolve(), isOpen: false };
  try {
    const reading = readSocialSecurityCard();
    let step = reading.next();
    while (!step.done) {
      if (o.isStopped()) return { type: 'stopped' };
      const leftMs = Math.min(o.profile.ioMs, deadlineMs - o.clock.monoMs());
      const answer = await transmit(o, card, encodeCommand(step.value), leftMs, pending);
      if (!answer.ok) return answer.error;
      step = reading.next(answer.value);
    }
    return step.value;
  } finally {
    // The caller waits for an orderly power-down, but not for a hung reader.
    const down = pending.isOpen ? pending.settled.then(() => o.port.disconnect(card)) : o.port.disconnect(card);
    if (pending.isOpen) o.givenUp(down);
    else if ((await within(o, down, o.profile.ioMs)).type !== 'value') o.givenUp(down);
  }
}

async function connect(o: CardSessionOptions): Promise<Result<number, SessionEnd>> {
  const untilMs = o.clock.monoMs() + o.profile.sharingMs;
  const free = await within(o, o.before, o.profile.sharingMs);
  // A reader that hangs is tried all the same: it may serve this card.
  if (free.type === 'gone' || free.type === 'lost') return err(ended(free.type));
  for (;;) {
    if (o.isStopped()) return err({ type: 'stopped' });
    const call = o.port.connect(o.reader);
    const answer = await within(o, call, o.profile.connectMs);
    if (answer.type !== 'value') {
      // A card that is powered after all must not stay so.
      o.givenUp(call.then(async (late) => (late.ok ? o.port.disconnect(late.value) : undefined)));
      return err(ended(answer.type));
    }
    const { value } = answer;
    if (value.ok) return value;
    if (value.error.reason !== 'sharing' || o.clock.monoMs() >= untilMs) return err(await explained(o, value.error));
    const interrupted = await pause(o, o.profile.sharingRetryMs);
    if (interrupted !== null) return err(ended(interrupted));
  }
}

async function transmit(
  o: CardSessionOptions,
  card: number,
  apdu: Uint8Array,
  ms: number,
  pending: { settled: Promise<void>; isOpen: boolean },
): Promise<Result<ResponseApdu, SessionEnd>> {
  o.trace?.('tx', lengthPrefixed(apdu));
  const call = o.port.transmit(card, apdu);
  pending.isOpen = true;
  pending.settled = call.then(() => {
    pending.isOpen = false;
  });
  const answer = await within(o, call, Math.max(0, ms));
  if (answer.type !== 'value') {
    void call.then((late) => late.ok && late.value.fill(0));
    return err(ended(answer.type));
  }
  if (!answer.value.ok) return err(await explained(o, answer.value.error));
  const bytes = answer.value.value;
  o.trace?.('rx', lengthPrefixed(bytes));
  const response = decodeResponse(bytes);
  bytes.fill(0);
  if (response.ok) return ok(response.value);
  return err({ type: 'failed', code: 'E_PROTOCOL', vendor: response.error });
}

/** A failure that came with a removal is a removal, whatever words the reader found for it. The news may be a moment late. */
async function explained(o: CardSessionOptions, failure: PcscFailure): Promise<SessionEnd> {
  const code = codes[failure.reason];
  if (code === 'E_LINK_LOST') return { type: 'lost' };
  if (code !== 'E_NO_MEDIA') {
    const interrupted = await pause(o, o.profile.removalMs);
    if (interrupted !== null) return ended(interrupted);
  }
  return { type: 'failed', code, vendor: failure.reason };
}

/** What each failure of PC/SC means for the citizen. */
const codes: Readonly<Record<PcscReason, ErrorCode>> = {
  noService: 'E_LINK_LOST',
  noReader: 'E_LINK_LOST',
  noCard: 'E_NO_MEDIA',
  removed: 'E_NO_MEDIA',
  reset: 'E_CHIP',
  mute: 'E_CHIP',
  noAnswer: 'E_CHIP',
  sharing: 'E_NOT_READY',
  protocol: 'E_CHIP',
  timeout: 'E_CHIP',
  failed: 'E_CHIP',
};

function ended(how: 'late' | 'gone' | 'lost'): SessionEnd {
  if (how === 'lost') return { type: 'lost' };
  if (how === 'gone') return { type: 'failed', code: 'E_NO_MEDIA', vendor: 'removed' };
  return { type: 'failed', code: 'E_CHIP', vendor: 'silent' };
}

/** Null when the whole time has passed. */
async function pause(o: CardSessionOptions, ms: number): Promise<'gone' | 'lost' | null> {
  const { type } = await within(o, new Promise<never>(() => undefined), ms);
  return type === 'gone' || type === 'lost' ? type : null;
}

type Within<T> = { readonly type: 'value'; readonly value: T } | { readonly type: 'late' | 'gone' | 'lost' };

/** Waits for a value, but not longer than `ms`, nor after the card or the link has gone. Leaves no timer and no listener. */
function within<T>(
  { clock, gone, lost }: Pick<CardSessionOptions, 'clock' | 'gone' | 'lost'>,
  promise: Promise<T>,
  ms: number,
): Promise<Within<T>> {
  if (lost.aborted) return Promise.resolve({ type: 'lost' });
  if (gone.aborted) return Promise.resolve({ type: 'gone' });
  return new Promise((resolve) => {
    const settle = (result: Within<T>) => {
      cancel();
      gone.removeEventListener('abort', onGone);
      lost.removeEventListener('abort', onLost);
      resolve(result);
    };
    // A lost link takes the card with it, and is told first.
    const onGone = () => settle({ type: lost.aborted ? 'lost' : 'gone' });
    const onLost = () => settle({ type: 'lost' });
    const cancel = clock.after(ms, () => settle({ type: 'late' }));
    gone.addEventListener('abort', onGone, { once: true });
    lost.addEventListener('abort', onLost, { once: true });
    void promise.then((value) => settle({ type: 'value', value }));
  });
}
