import { type Clock, sleep, systemClock } from '../../../contract/clock.ts';
import { SmartCardChip, syntheticCard } from '../smart-card-chip.ts';
import { VpcdCard } from '../vpcd-card.ts';
import { VpcdService } from '../vpcd-service.ts';
import type { BenchLog } from './bench-log.ts';
import type { ChipName, SmartCardState } from './optional-states.ts';

/** What a person can do at the reader of chip cards. */
export interface SmartCardActs {
  /** Puts a card in, in place of the one that is there. Resolves when it is in; false when the reader does not take it. */
  insert(card: ChipName): Promise<boolean>;
  remove(): Promise<void>;
}

const readerName = 'Virtual PCD 00 00';
/** Each answer of a mute card comes after so long: later than anybody waits. */
const muteMs = 600_000;
/** vpcd listens a moment after pcscd has its socket, and again a moment after a card has left. */
const insertMs = 5_000;
const lookMs = 50;

/** The reader of chip cards of the bench: a pcscd of its own with vpcd, and the card in it. */
export class BenchSmartCard implements SmartCardActs {
  readonly #clock: Clock;
  readonly #log: BenchLog;
  readonly #changed: () => void;
  readonly #service = new VpcdService(systemClock);
  #card: { readonly name: ChipName; readonly vpcd: VpcdCard } | null = null;
  #commands = 0;
  /** vpcd has room for one card: a second hand waits for the first. */
  #inTurn: Promise<unknown> = Promise.resolve();

  constructor(o: { readonly clock: Clock; readonly log: BenchLog; readonly changed: () => void }) {
    this.#clock = o.clock;
    this.#log = o.log;
    this.#changed = o.changed;
  }

  /** Rejects with words when pcscd cannot run here, or another one does. */
  async open(): Promise<void> {
    await this.#service.start();
  }

  /** Takes the card out and ends pcscd. Idempotent. */
  async close(): Promise<void> {
    await this.remove();
    await this.#service.stop();
  }

  insert(name: ChipName): Promise<boolean> {
    const done = this.#inTurn.then(() => this.#insert(name));
    this.#inTurn = done;
    return done;
  }

  remove(): Promise<void> {
    const done = this.#inTurn.then(() => this.#card?.vpcd.remove());
    this.#inTurn = done;
    return done;
  }

  state(): SmartCardState {
    return { reader: readerName, card: this.#card?.name ?? null, commands: this.#commands };
  }

  async #insert(name: ChipName): Promise<boolean> {
    await this.#card?.vpcd.remove();
    const chip = new SmartCardChip(syntheticCard(name === 'mute' ? 'v2' : name), { speaksT0: true });
    const vpcd = new VpcdCard({ chip, clock: this.#clock });
    if (name === 'mute') vpcd.mute(muteMs);
    if (!(await isPutIn(vpcd))) return false;
    this.#card = { name, vpcd };
    vpcd.onEvent = (event) => {
      if (event === 'command') this.#commands += 1;
      if (event === 'left' && this.#card?.vpcd === vpcd) this.#left(name);
      this.#changed();
    };
    this.#log.add('smartCard', 'chipIn', name);
    this.#changed();
    return true;
  }

  #left(name: ChipName): void {
    this.#card = null;
    this.#log.add('smartCard', 'chipOut', name);
  }
}

async function isPutIn(card: VpcdCard): Promise<boolean> {
  for (const startMs = systemClock.monoMs(); systemClock.monoMs() - startMs < insertMs; ) {
    try {
      await card.insert();
      return true;
    } catch {
      await sleep(systemClock, lookMs); // nothing listens yet
    }
  }
  return false;
}
