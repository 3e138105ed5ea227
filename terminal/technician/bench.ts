import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import type { Result } from '../../contract/result.ts';
import type { WaitCode } from '../../contract/update-gate.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { ServiceChecks } from '../checks/service-checks.ts';
import type { ConfigService } from '../config/config-service.ts';
import type { ClaimManager } from '../devices/claims.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { Store } from '../store/store.ts';
import type { Person } from './access-state.ts';
import type { Bundles } from './bench-bundle.ts';
import { HandOver, type Holding } from './hand-over.ts';
import { actsNow, leaveToRecovery } from './leave-to-recovery.ts';
import { type Desk, emptyDesk } from './pages/desk.ts';
import type { SlipHeading } from './slips.ts';
import type { StaffBook } from './staff-book.ts';
import type { StaffWork } from './staff-work.ts';
import type { UnitBook } from './unit-book.ts';

export interface BenchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly store: Store;
  readonly devices: DeviceSet;
  readonly claims: ClaimManager;
  readonly texts: Texts;
  readonly book: Pick<StaffBook, 'members' | 'isPin'>;
  /** The checks of this machine; left out = none are made here. */
  readonly checks?: Pick<ServiceChecks, 'selfTest' | 'daysLeft'> | undefined;
  /** The configuration with its history; left out = nobody keeps it. */
  readonly settings?:
    | Pick<ConfigService, 'read' | 'history' | 'propose' | 'proposeUndo' | 'apply' | 'onChange'>
    | undefined;
  /** Orders, register, counts that differ; left out = nobody keeps them. */
  readonly work?: StaffWork | undefined;
  /** Which unit plays which role. */
  readonly units: Pick<UnitBook, 'swap' | 'accept'>;
  /** The queue goes now. */
  kick(): void;
  /** Prints that are open in the journal are settled from what the printer shows, as at a start; claims the printer for recovery before it returns. */
  settlePrints(): void;
  /** The program ends in order and is started anew by whoever keeps it; left out = nobody does. */
  readonly restart?: (() => void) | undefined;
  /** Turns the machine off; left out = it cannot be. Error: why it did not. */
  readonly powerOff?: (() => Promise<Result<void, string>>) | undefined;
  /** Log bundles; left out = none are made here. */
  readonly bundles?: Bundles | undefined;
}

/** What the bench asks of getting in and out. */
export interface BenchKeeper {
  /** Something of the desk has changed by itself. */
  changed(): void;
  /** An act has ended: that counts as a touch. */
  touched(): void;
  /** The PIN of a second person was looked at: it counts in the same lock-out. False: nobody is in any more. */
  second(staffId: string, isRight: boolean): boolean;
  /** Whether a PIN of this number would be looked at now. */
  isLocked(staffId: string): boolean;
  leaveToRestart(): void;
  /** What is open and must not lose its power: cards, papers, acts, an update. Empty = nothing. */
  openMatters(): readonly WaitCode[];
}

/**
 * One subject of the workbench in a file of its own (`bench-….ts`). It takes the touches that are its own, looks at the role at that moment, and does what it does through the bench.
 */
export interface BenchPart {
  /** @param what first part of the id that was pressed, `name` the rest behind the colon. True: it was this part's, whatever came of it. */
  press?(person: Person, what: string, name: string): boolean;
  chosen?(person: Person, name: string, option: string): void;
  typed?(person: Person, name: string, value: string): void;
  /** The person leaves and no act runs any more: what waits for a hand is given up, while devices and store are still there. */
  settle?(): Promise<void>;
}

/** Something that a person does, by its name in the audit. */
export interface Deed {
  readonly person: Person;
  readonly name: string;
  /** It has thrown: what of it stands on the desk, as if it went on, is put right. */
  readonly undo?: () => void;
}

/** What all parts work with: the desk that is drawn, the one act that runs, whose the devices are, and the audit. */
export class Bench {
  readonly o: BenchOptions;
  readonly keeper: BenchKeeper;
  #desk: Desk = emptyDesk;
  #handOver: HandOver | null = null;
  /** The act that runs; null = none. */
  #act: { readonly abort: AbortController; readonly end: Promise<void> } | null = null;

  constructor(options: BenchOptions, keeper: BenchKeeper) {
    this.o = options;
    this.keeper = keeper;
  }

  get desk(): Desk {
    return this.#desk;
  }

  /** The rest of the desk stays. */
  put(part: Partial<Desk>): void {
    this.#desk = { ...this.#desk, ...part };
  }

  get isBusy(): boolean {
    return this.#act !== null;
  }

  /** Whoever is in the middle of counting or of a test has not gone, although a key was turned or a door was shut. */
  get isInHand(): boolean {
    return this.#act !== null || this.#desk.refill !== null;
  }

  get handOver(): HandOver | null {
    return this.#handOver;
  }

  holding(id: string): Holding {
    return this.#handOver?.of(id) ?? 'held';
  }

  /** The devices are asked for; each is handed over as soon as it is free. */
  open({ staffId }: Person): void {
    const { claims, devices } = this.o;
    this.#desk = emptyDesk;
    const deviceIds = devices.all.map(({ id }) => id);
    const wish = { claims, deviceIds, owner: `staff:${staffId}` };
    this.#handOver = new HandOver(wish, () => this.keeper.changed());
  }

  giveBack(): void {
    this.#desk = emptyDesk;
    this.#handOver?.giveBack();
    this.#handOver = null;
  }

  /** Runs one act. Nothing else runs meanwhile, and nobody has to touch anything. A fault of this program ends the act and nothing else. */
  run(deed: Deed, run: (signal: AbortSignal) => Promise<void>): void {
    if (this.#act !== null) return;
    const abort = new AbortController();
    let open: readonly string[] = [];
    const act = async () => {
      open = actsNow(this.o).map(({ id }) => id);
      await run(abort.signal);
    };
    const end = act()
      .catch((error: unknown) => {
        this.#threw(deed, error);
        leaveToRecovery(open, this.o, this.#handOver, (second) => this.#logThrown('journal', second));
      })
      .finally(() => {
        this.#act = null;
        this.put({ running: null });
        this.keeper.touched();
      });
    this.#act = { abort, end };
  }

  /** The same for what has ended when it returns. */
  runNow(deed: Deed, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#threw(deed, error);
    }
  }

  /** No text of the error: a card may have been read. */
  #threw({ person, name, undo }: Deed, error: unknown): void {
    this.#logThrown(name, error);
    this.audit(person, name, 'threw');
    this.say('attention', 'tech.said.threw');
    try {
      undo?.();
    } catch (second) {
      this.#logThrown(`${name}.undo`, second);
    }
  }

  #logThrown(act: string, error: unknown): void {
    this.o.log('technician.act.threw', { act, error: error instanceof Error ? error.name : typeof error });
  }

  /** What ends with the visit of somebody of the staff has thrown: said to the maker, and the devices go back all the same. */
  endThrew(what: string, error: unknown): void {
    this.#logThrown(what, error);
  }

  /** The act that runs is asked to end; resolves when it has. */
  async end(): Promise<void> {
    this.#act?.abort.abort('user');
    await this.#act?.end;
  }

  /** Somebody does not want to wait any longer. */
  stopAct(): void {
    this.#act?.abort.abort('user');
  }

  say(tone: NonNullable<Desk['said']>['tone'], key: string): void {
    this.put({ said: { tone, key } });
  }

  /** @param person null = nobody is in yet */
  audit(person: Person | null, action: string, result: string): void {
    const { store, log } = this.o;
    const staff = person?.staffId ?? null;
    store.audit('tech.action', { staff, action, result }, null);
    log('technician.act.done', { staff: staff ?? '', action, result });
  }

  /** Head of a slip. */
  heading(): SlipHeading {
    const { store } = this.o;
    return { kiosk: store.identity()?.kiosk ?? '', wallMs: store.trustedWallMs() };
  }
}
