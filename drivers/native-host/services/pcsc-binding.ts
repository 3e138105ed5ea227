import type { CardInterface, ContextInterface } from 'smartcard';
import type { Clock } from '../../../contract/clock.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type {
  PcscFailure,
  PcscReason,
  ReaderState,
  SmartCardListener,
  SmartCardPort,
} from '../../smart-card/pcsc/pcsc-port.ts';

/** What is used of the `smartcard` package; tests put another in its place. */
export interface PcscModule {
  readonly Context: new () => ContextInterface;
}

/** Numbers of the PC/SC standard, part 5; the package exports the same. */
const pcsc = { exclusive: 1, t0: 1, t1: 2, unpower: 2, present: 0x20, changed: 0x02, unavailable: 0x0c } as const;
/** The name that PC/SC gives to "a reader was plugged in or out". */
const plugAndPlay = '\\\\?PnP?\\Notification';
/** Longest single wait; after it the readers are listed anew, in case that a notification was lost. Also bounds `close`. */
const waitMs = 1_000;
/** A wait that is not over by then hangs in the service. */
const hungMs = 5_000;

/**
 * The package (3.7.0) throws errors that carry nothing but one of these texts, from its table `GetPCSCErrorString`; a test compares the two.
 * A text that is not here becomes `failed`.
 */
export const reasonOfText: Readonly<Record<string, PcscReason>> = {
  'PC/SC service not running': 'noService',
  'PC/SC service stopped': 'noService',
  // What PC/SC lite says when its service died; a fault on the card's own line is "Transaction failed".
  'Communication error': 'noService',
  'Unknown reader': 'noReader',
  'Reader unavailable': 'noReader',
  'No readers available': 'noReader',
  'No smart card present': 'noCard',
  'Card was removed': 'removed',
  'Card was reset': 'reset',
  'Card is unresponsive': 'mute',
  'Card is unpowered': 'mute',
  'Invalid ATR': 'mute',
  'Card is not supported': 'protocol',
  'Protocol mismatch': 'protocol',
  'Sharing violation': 'sharing',
  'Operation timed out': 'timeout',
};

interface HeldCard {
  readonly context: ContextInterface;
  readonly card: CardInterface;
  /** Settles when no command is under way: a second call on the same context would block this whole process. */
  idle: Promise<unknown>;
}

interface Watch {
  readonly context: ContextInterface;
  readonly listener: SmartCardListener;
  isOver: boolean;
  loop: Promise<void>;
}

/**
 * PC/SC through the `smartcard` package, in the process that loads it (best the native host). Its low-level classes are used, not its event class
 * `Devices`, because that one connects to every card in every reader by itself, keeps no count of insertions, and does not notice that the service
 * was restarted (3.7.0).
 *
 * PC/SC lite locks a context while it waits or transmits, hence one context for watching and one for each card.
 */
export class PcscBinding implements SmartCardPort {
  readonly id = 'PC/SC';
  readonly #module: PcscModule;
  readonly #clock: Clock;
  readonly #cards = new Map<number, HeldCard>();
  readonly #connecting = new Set<Promise<unknown>>();
  #watch: Watch | null = null;
  #nextCard = 1;

  constructor(o: { readonly module: PcscModule; readonly clock: Clock }) {
    this.#module = o.module;
    this.#clock = o.clock;
  }

  async open(listener: SmartCardListener, _signal: AbortSignal): Promise<Result<void, PcscFailure>> {
    if (this.#watch !== null) return err({ reason: 'failed', detail: 'already open' });
    try {
      const context = new this.#module.Context();
      const watch: Watch = { context, listener, isOver: false, loop: Promise.resolve() };
      this.#watch = watch;
      const seen = look(context);
      listener.readers(pictureOf(seen));
      watch.loop = this.#run(watch, seen);
      return ok(undefined);
    } catch (cause) {
      await this.close();
      return err(failureOf(cause));
    }
  }

  async connect(reader: string): Promise<Result<number, PcscFailure>> {
    const connecting = this.#connect(reader);
    this.#connecting.add(connecting);
    const connected = await connecting;
    this.#connecting.delete(connecting);
    return connected;
  }

  async #connect(reader: string): Promise<Result<number, PcscFailure>> {
    let context: ContextInterface | null = null;
    try {
      context = new this.#module.Context();
      const found = context.listReaders().find(({ name }) => name === reader);
      if (found === undefined) {
        context.close();
        return err({ reason: 'noReader', detail: 'no such reader' });
      }
      const card = await powered(found);
      const number = this.#nextCard++;
      this.#cards.set(number, { context, card, idle: Promise.resolve() });
      return ok(number);
    } catch (cause) {
      context?.close();
      return err(failureOf(cause));
    }
  }

  async transmit(card: number, apdu: Uint8Array): Promise<Result<Uint8Array, PcscFailure>> {
    const held = this.#cards.get(card);
    if (held === undefined) return err({ reason: 'removed', detail: 'this card is not connected' });
    const answering = held.idle.then(() => held.card.transmit(Buffer.from(apdu)));
    held.idle = answering.catch(() => undefined);
    try {
      const answer = await answering;
      // Seen with pcscd and vpcd: a card that is pulled out during a command "answers" nothing at all.
      if (answer.length === 0) return err({ reason: 'noAnswer', detail: 'an empty answer' });
      const bytes = new Uint8Array(answer);
      answer.fill(0);
      return ok(bytes);
    } catch (cause) {
      return err(failureOf(cause));
    }
  }

  async disconnect(card: number): Promise<void> {
    const held = this.#cards.get(card);
    if (held === undefined) return;
    this.#cards.delete(card);
    await held.idle;
    quietly(() => held.card.disconnect(pcsc.unpower));
    quietly(() => held.context.close());
  }

  /**
   * Waits for cards that are being powered and for commands that are under way: a card that got its power afterwards would be held by nobody, against everybody. With
   * a reader that hangs it does not come back; the native host then ends this process.
   */
  async close(): Promise<void> {
    const watch = this.#watch;
    this.#watch = null;
    if (watch !== null && !watch.isOver) {
      watch.isOver = true;
      quietly(() => watch.context.cancel());
    }
    await watch?.loop;
    quietly(() => watch?.context.close());
    await Promise.all(this.#connecting);
    await Promise.all([...this.#cards.keys()].map((card) => this.disconnect(card)));
  }

  async #run(watch: Watch, first: readonly SeenReader[]): Promise<void> {
    let seen = first;
    let told = JSON.stringify(pictureOf(first));
    const end = (cause: PcscFailure) => {
      if (watch.isOver) return;
      watch.isOver = true;
      watch.listener.closed(cause);
    };
    while (!watch.isOver) {
      const cancel = this.#clock.after(hungMs, () => end({ reason: 'noService', detail: 'the PC/SC service hangs' }));
      try {
        await watch.context.waitForChange(
          [...seen, { name: plugAndPlay, state: 0, changed: false, atr: null }],
          waitMs,
        );
        if (watch.isOver) return;
        seen = look(watch.context);
      } catch (cause) {
        // A watch that has failed knows nothing any more, whatever the reason was.
        end({ ...failureOf(cause), reason: 'noService' });
        return;
      } finally {
        cancel();
      }
      const picture = pictureOf(seen);
      const text = JSON.stringify(picture);
      if (text === told) continue;
      told = text;
      watch.listener.readers(picture);
    }
  }
}

/** A reader as `waitForChange` takes it: with the state that is known, so that only news ends the wait. */
interface SeenReader {
  readonly name: string;
  readonly state: number;
  readonly changed: boolean;
  readonly atr: Buffer | null;
}

function look(context: ContextInterface): readonly SeenReader[] {
  return context
    .listReaders()
    .map(({ name, state, atr }) => ({ name, state: state & ~pcsc.changed, changed: false, atr }))
    .filter(({ state }) => (state & pcsc.unavailable) === 0);
}

function pictureOf(seen: readonly SeenReader[]): readonly ReaderState[] {
  return seen.map(({ name, state, atr }) => ({
    name,
    card:
      (state & pcsc.present) === 0 ? null : { insertion: state >>> 16, atr: atr === null ? null : new Uint8Array(atr) },
  }));
}

/** Some cards offer T=1 and do not answer to it; they get a second try with T=0 alone (issue 34 of the package). */
async function powered(reader: { connect(share?: number, protocols?: number): Promise<CardInterface> }) {
  try {
    return await reader.connect(pcsc.exclusive, pcsc.t0 | pcsc.t1);
  } catch (cause) {
    if (failureOf(cause).reason !== 'mute') throw cause;
    return await reader.connect(pcsc.exclusive, pcsc.t0);
  }
}

function failureOf(cause: unknown): PcscFailure {
  const detail = cause instanceof Error ? cause.message : 'unknown';
  return { reason: reasonOfText[detail] ?? 'failed', detail };
}

/** For releases: what has gone already is released as well as it can be, and the package throws then. */
function quietly(release: () => void): void {
  try {
    release();
  } catch (cause) {
    void cause;
  }
}
