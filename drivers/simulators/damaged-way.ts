import type { Clock } from '../../contract/clock.ts';
import { LineDamage, type LineFault } from '../transport/line-damage.ts';

/** What a cable can do to bytes that pass. `cut`: it is pulled right before this byte. `skip` as in `LineFault`. */
export type CableFault =
  | Exclude<LineFault, { kind: 'merge' }>
  /** From this byte on everything waits so long and comes in one piece. */
  | { readonly kind: 'merge'; readonly skip: number; readonly ms: number }
  | { readonly kind: 'cut'; readonly skip: number };

/** Cable faults by the word that people use, with sizes that a driver notices. `skip` is added. */
const usual = {
  drop: { kind: 'drop', count: 1 },
  flip: { kind: 'flip', xor: 0x04 },
  duplicate: { kind: 'duplicate', count: 1 },
  noise: { kind: 'noise', bytes: [0xff, 0x00, 0x55, 0xaa, 0x02, 0x06, 0x03, 0x80] },
  truncate: { kind: 'truncate' },
  delay: { kind: 'delay', ms: 400 },
  split: { kind: 'split', ms: 40 },
  merge: { kind: 'merge', ms: 150 },
  lose: { kind: 'lose' },
  repeat: { kind: 'repeat', ms: 5 },
  cut: { kind: 'cut' },
} as const satisfies { readonly [K in CableFault['kind']]: Omit<Extract<CableFault, { kind: K }>, 'skip'> };

export type CableFaultWord = keyof typeof usual;
export const cableFaultWords = Object.keys(usual) as readonly CableFaultWord[];

/** @param skip bytes that still pass unharmed; whole messages for `lose` and `repeat` */
export function cableFault(word: CableFaultWord, skip: number): CableFault {
  return { ...usual[word], skip };
}

type Mark = { readonly at: number; readonly fault: Extract<CableFault, { kind: 'merge' | 'cut' }> };

/**
 * One direction of a real cable. Nothing is armed: bytes pass at once. Otherwise they arrive damaged, late, in other pieces, but always in order.
 */
export class DamagedWay {
  readonly #clock: Clock;
  readonly #arrive: (bytes: Uint8Array) => void;
  readonly #cut: () => void;
  readonly #damage = new LineDamage();
  #marks: Mark[] = [];
  #queue: { readonly atMs: number; readonly isMerge: boolean; bytes: Uint8Array }[] = [];
  #cancel: (() => void) | null = null;
  #bytes = 0;
  #mergeUntil = 0;
  #isCut = false;

  /** @param cut called once when a `cut` strikes; nothing passes any more until `reset` */
  constructor(clock: Clock, arrive: (bytes: Uint8Array) => void, cut: () => void) {
    this.#clock = clock;
    this.#arrive = arrive;
    this.#cut = cut;
  }

  inject(fault: CableFault): void {
    if (fault.kind === 'merge' || fault.kind === 'cut') this.#marks.push({ at: this.#bytes + fault.skip, fault });
    else this.#damage.add(fault);
  }

  /** Faults that have not struck yet. */
  get waiting(): number {
    return this.#marks.length + this.#damage.waiting;
  }

  /** Forgets the faults that have not struck yet. */
  clear(): void {
    this.#marks = [];
    this.#damage.clear();
  }

  /** The cable has been pulled: what was under way is lost. */
  reset(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#queue = [];
    this.#mergeUntil = 0;
    this.#isCut = false;
  }

  pass(message: Uint8Array): void {
    if (this.#isCut) return;
    const first = this.#bytes;
    const due = this.#marks.filter(({ at }) => at < first + message.length);
    this.#marks = this.#marks.filter((mark) => !due.includes(mark));
    const cutAt = Math.min(...due.filter(({ fault }) => fault.kind === 'cut').map(({ at }) => at));
    const whole = Number.isFinite(cutAt) ? message.subarray(0, Math.max(0, cutAt - first)) : message;
    this.#bytes += whole.length;
    for (const { fault } of due) {
      if (fault.kind === 'merge') this.#mergeUntil = this.#clock.monoMs() + fault.ms;
    }
    if (whole.length > 0) {
      for (const { bytes, delayMs } of this.#damage.pass(whole)) this.#deliver(bytes, delayMs);
    }
    if (whole === message) return;
    this.#isCut = true;
    this.#cut();
  }

  #deliver(bytes: Uint8Array, delayMs: number): void {
    const now = this.#clock.monoMs();
    const last = this.#queue.at(-1);
    if (now < this.#mergeUntil) {
      if (last?.isMerge === true) last.bytes = Buffer.concat([last.bytes, bytes]);
      else this.#queue.push({ atMs: Math.max(this.#mergeUntil, last?.atMs ?? 0), isMerge: true, bytes });
    } else {
      const atMs = Math.max(now, last?.atMs ?? 0) + delayMs;
      if (last === undefined && delayMs === 0) {
        this.#arrive(bytes);
        return;
      }
      this.#queue.push({ atMs, isMerge: false, bytes });
    }
    this.#wait();
  }

  #wait(): void {
    const [next] = this.#queue;
    if (next === undefined || this.#cancel !== null) return;
    this.#cancel = this.#clock.after(Math.max(0, next.atMs - this.#clock.monoMs()), () => {
      this.#cancel = null;
      this.#queue.shift();
      this.#arrive(next.bytes);
      this.#wait();
    });
  }
}
