import type { CheckLine } from '../../contract/checks.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Intent } from '../../contract/intent.ts';
import type { Log } from '../../contract/log.ts';
import type { TechnicianView } from '../../contract/technician/view.ts';
import type { Language } from '../../contract/text.ts';
import type { Texts } from '../catalogue/texts.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { SessionService, TechnicianWindow } from '../session/session-service.ts';
import type { StoreError } from '../store/store-error.ts';
import { accessLimits } from './access.ts';
import { watchKeyAndDoor } from './key-and-door.ts';
import { storelessPage } from './pages/storeless-page.ts';

export interface StorelessHelpOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Texts;
  readonly session: Pick<SessionService, 'redraw'>;
  readonly devices: Pick<DeviceSet, 'ioBoard'>;
  /** Why the store could not be opened. */
  readonly fault: StoreError;
  check(): Promise<readonly CheckLine[]>;
  /** The program ends in order and is started anew by whoever keeps it; left out = nobody does. */
  readonly restart?: (() => void) | undefined;
  /** The machine is turned off; left out = nobody can do that from here. */
  readonly powerOff?: (() => Promise<unknown>) | undefined;
}

/**
 * Help for whoever comes to a machine whose store cannot be opened. There is no list of staff and no audit, and it pretends neither: the page says what is wrong and what to do, and that
 * nothing is recorded. What ends the program is offered only to who has opened the cabinet or turned its key; a citizen who finds the gesture can look. No device moves.
 */
export class StorelessHelp implements TechnicianWindow {
  readonly #o: StorelessHelpOptions;
  readonly #stopWatching: () => void;
  #language: Language = 'zh-CN';
  /** Monotonic time of the last touch; null = nobody is there. */
  #touchedAtMs: number | null = null;
  #lines: readonly CheckLine[] | null = null;
  #isOffAsked = false;
  #checks = 0;
  #cancelIdle: () => void = () => undefined;

  constructor(options: StorelessHelpOptions) {
    this.#o = options;
    const { ioBoard } = options.devices;
    this.#stopWatching =
      ioBoard === null
        ? () => undefined
        : watchKeyAndDoor(ioBoard, {
            keyOn: () => this.#open('serviceKey'),
            keyOff: () => this.#close(),
            doorOpened: () => this.#open('door'),
            doorShut: () => this.#close(),
          });
  }

  language(): Language {
    return this.#language;
  }

  view(): TechnicianView | null {
    if (this.#touchedAtMs === null) return null;
    const { texts, fault, restart, powerOff, clock } = this.#o;
    const leftMs = this.#touchedAtMs + accessLimits.idleMs - clock.monoMs();
    return storelessPage({
      ...{ texts, fault, language: this.#language, lines: this.#lines, isAtCabinet: this.#isAtCabinet },
      ...{ canRestart: restart !== undefined, canPowerOff: powerOff !== undefined, isOffAsked: this.#isOffAsked },
      leavesAt: new Date(Math.round((clock.wallMs() + leftMs) / 100) * 100).toISOString(),
    });
  }

  knock(): void {
    this.#open('knock');
  }

  intent(intent: Intent): void {
    if (this.#touchedAtMs === null) return;
    if (intent.kind === 'language') this.#language = intent.language;
    const pressed = intent.kind === 'press' ? intent.id : '';
    if (pressed === 'leave') {
      this.#close();
      return;
    }
    const { restart, powerOff, log } = this.#o;
    if (pressed === 'checks.run') this.#check();
    // Judged at this moment again: the cabinet may have been shut behind the page.
    if (pressed === 'restart.program' && this.#isAtCabinet && restart !== undefined) {
      log('technician.storeless.done', { action: 'restart' });
      restart();
    }
    if (pressed === 'power.off' && this.#isAtCabinet && powerOff !== undefined) {
      if (this.#isOffAsked) {
        log('technician.storeless.done', { action: 'powerOff' });
        void powerOff();
      }
      this.#isOffAsked = !this.#isOffAsked;
    } else this.#isOffAsked = false;
    this.#touch();
  }

  stop(): void {
    this.#stopWatching();
    this.#cancelIdle();
    this.#touchedAtMs = null;
  }

  /** Where no board tells, nobody can be asked for more than to stand there. */
  get #isAtCabinet(): boolean {
    const { ioBoard } = this.#o.devices;
    const [door, key] = [ioBoard?.contact('door'), ioBoard?.contact('serviceKey')];
    const isTold = [door, key].some((state) => state !== undefined && state !== null && state !== 'unknown');
    return !isTold || door === 'open' || key === 'on';
  }

  #open(by: 'knock' | 'serviceKey' | 'door'): void {
    if (this.#touchedAtMs === null) {
      this.#o.log('technician.access.asked', { by });
      this.#check();
    }
    this.#touch();
  }

  #touch(): void {
    const { clock, session } = this.#o;
    this.#touchedAtMs = clock.monoMs();
    this.#cancelIdle();
    this.#cancelIdle = clock.after(accessLimits.idleMs, () => this.#close());
    session.redraw();
  }

  #close(): void {
    if (this.#touchedAtMs === null) return;
    this.#cancelIdle();
    this.#touchedAtMs = null;
    this.#isOffAsked = false;
    this.#language = 'zh-CN';
    this.#lines = null;
    this.#o.session.redraw();
  }

  #check(): void {
    this.#checks += 1;
    const check = this.#checks;
    this.#lines = null;
    void this.#o.check().then((lines) => {
      if (check !== this.#checks || this.#touchedAtMs === null) return;
      this.#lines = lines;
      this.#o.session.redraw();
    });
  }
}
