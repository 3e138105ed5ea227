import type { Intent } from '../../contract/intent.ts';
import { never } from '../../contract/result.ts';
import { signsOf } from '../../contract/technician/one-time-code.ts';
import { type FaultNotice, staffIdPattern } from '../../contract/technician/staff.ts';
import type { TechnicianView } from '../../contract/technician/view.ts';
import type { Language } from '../../contract/text.ts';
import type { Random } from '../crypto/random.ts';
import type { SessionService, TechnicianWindow } from '../session/session-service.ts';
import { type FactSources, factsNow, watchFacts } from '../update-gate/facts.ts';
import { closedAccess, isTaken, nextLookMs, stepAccess } from './access.ts';
import { recordAccess } from './access-records.ts';
import type { AccessEffect, AccessEvent, AccessState, Moment } from './access-state.ts';
import type { BenchOptions } from './bench.ts';
import { actsUnderWay, blockersOf, openActsOf } from './blockers.ts';
import { CardWindow } from './card-window.ts';
import { type DeskSources, deskFacts } from './desk-facts.ts';
import { portNow } from './device-facts.ts';
import { type FaultNotices, faultNotices } from './fault-notice.ts';
import { watchKeyAndDoor } from './key-and-door.ts';
import { lockedForMs, restoredLock, storedLock } from './lock-out.ts';
import type { DeskFacts } from './pages/desk.ts';
import { type RemoteHand, remoteHand } from './remote-hand.ts';
import type { StaffBook } from './staff-book.ts';
import { technicianView } from './technician-view.ts';
import { UnitBook } from './unit-book.ts';
import { Workbench } from './workbench.ts';

/** Meta key of the lock-out. */
const lockKey = 'technician.locks';
const isStaffId = new RegExp(staffIdPattern);

export interface TechnicianOptions
  extends Omit<BenchOptions, 'book' | 'units'>,
    Pick<DeskSources, 'config' | 'version' | 'items' | 'isOnline' | 'hubOffsetMs' | 'answeredAtMs' | 'standing'> {
  readonly random: Random;
  readonly session: SessionService;
  readonly orders: FactSources['orders'];
  readonly book: StaffBook;
  /** The custodian waits for a person before the dispenser can be used. */
  isCardStuck(): boolean;
  /** Somebody was at the open machine: faults that a person cures are looked at anew. */
  attended(): void;
  /** The page process is replaced by a fresh one: what was typed there is forgotten. */
  wipePage(): void;
}

/**
 * Runs the machine of getting in and out (`access.ts`) in the terminal service and gives the window its views; what is done inside is the workbench's. Every entry, failure and exit is a
 * record of the audit chain with the number of the person.
 */
export class Technician implements TechnicianWindow {
  /** For commands of operators. */
  readonly remote: RemoteHand;
  readonly #o: TechnicianOptions;
  readonly #facts: DeskFacts;
  readonly #notices: FaultNotices;
  readonly #bench: Workbench;
  readonly #cards: CardWindow;
  readonly #startedAtMs: number;
  readonly #ends: (() => void)[] = [];
  #state: AccessState;
  #language: Language = 'zh-CN';
  #isGivingBack = false;
  /** A PIN or a code was typed in the page process that stands. */
  #isSecretTyped = false;
  #checks = 0;
  #cancelLook: () => void = () => undefined;
  #isLookDue = false;
  #isOver = false;

  constructor(options: TechnicianOptions) {
    this.#o = options;
    const { store, clock, session, devices } = options;
    this.#startedAtMs = clock.monoMs();
    this.#state = closedAccess(restoredLock(store.meta.get(lockKey), clock.monoMs()));
    this.#notices = faultNotices({ store, clock, session }, () => this.#bench.note(null, 'notice.over', 'done'));
    const { meta } = store;
    const units = new UnitBook({ devices, meta, portOf: (role) => portNow(store, options.config, role) });
    this.#ends.push(() => units.stop());
    this.#bench = new Workbench({ ...options, units }, this.#notices, {
      changed: () => this.changed(),
      touched: () => {
        if (!this.#isOver) this.#step({ type: 'touch' });
      },
      second: (staffId, isRight) => {
        this.#step({ type: 'second', staffId, isRight });
        return this.#state.stage.at === 'open';
      },
      isLocked: (staffId) => lockedForMs(this.#state.lock, staffId, clock.monoMs()) > 0,
      leaveToRestart: () => this.#step({ type: 'leave', reason: 'restart' }),
      // That the devices are the staff's own is no hindrance to the staff.
      openMatters: () => this.#blockers().filter((code) => code !== 'device.claimed'),
    });
    this.#facts = deskFacts({
      ...options,
      units,
      holding: (id) => this.#bench.holding(id),
      notice: () => this.#notices.current(),
    });
    this.#cards = new CardWindow({
      ...{ scanner: options.devices.scanner, log: options.log },
      read: (content) => this.#step({ type: 'card', card: options.book.cardOf(content) }),
    });
    this.remote = remoteHand(this.#notices, {
      note: (action, result) => this.#bench.note(null, action, result),
      isTaken: () => isTaken(this.#state),
      isHandInside: () => this.#bench.isInHand || this.#bench.isBusy || session.context().doorOpen,
      leave: () => this.#step({ type: 'leave', reason: 'remote' }),
    });
    this.#notices.start();
    this.#watch();
    this.#plan();
  }

  language(): Language {
    return this.#language;
  }

  view(): TechnicianView | null {
    const { texts, session } = this.#o;
    return technicianView(this.#state, {
      ...{ texts, language: this.#language, facts: this.#facts, desk: this.#bench.desk },
      ...{ isBusy: this.#bench.isBusy, isGivingBack: this.#isGivingBack, isVisit: session.place() === 'visit' },
      canRestart: this.#o.restart !== undefined,
      canShowCard: this.#cards.canRead,
      canPowerOff: this.#o.powerOff !== undefined,
      lockedUntil: this.#lockedUntil(),
      blockers: () => this.#blockers(),
      endsAt: (monoMs) => this.#endsAt(monoMs),
    });
  }

  knock(): void {
    this.#step({ type: 'ask', by: 'knock' });
  }

  intent(intent: Intent): void {
    this.#bench.hush();
    const { stage } = this.#state;
    const person = stage.at === 'open' ? stage.person : null;
    switch (intent.kind) {
      case 'language':
        this.#language = intent.language;
        break;
      case 'press': {
        const event = this.#pressed(intent.id);
        if (event !== null) {
          this.#step(event);
          return;
        }
        const [what = '', ...name] = intent.id.split(':');
        if (person !== null) this.#bench.press(person, what, name.join(':'));
        break;
      }
      case 'choose':
        if (person !== null) this.#bench.chosen(person, intent.name, intent.option);
        break;
      case 'type': {
        const event = this.#typed(intent.name, intent.value);
        if (event !== null) {
          if (person !== null && event.type === 'code' && event.role !== person.role)
            this.#bench.say('tech.enter.codeWrong');
          this.#step(event);
          return;
        }
        if (person !== null) this.#bench.typed(person, intent.name, intent.value);
      }
    }
    this.#step({ type: 'touch' });
  }

  /** For the heartbeat: phone services send nobody here while it stands. */
  notice(): FaultNotice | null {
    return this.#notices.current();
  }

  /** The list of staff has changed, or anything else that pages show. */
  changed(): void {
    if (this.#isLookDue || this.#isOver) return;
    this.#isLookDue = true;
    queueMicrotask(() => {
      this.#isLookDue = false;
      if (!this.#isOver && (this.#state.stage.at !== 'closed' || this.#isGivingBack)) this.#step({ type: 'look' });
    });
  }

  /** The program ends: whoever is in is out, and what runs ends while its devices and the store are still there. */
  async stop(): Promise<void> {
    if (this.#state.stage.at === 'open') this.#step({ type: 'leave', reason: 'restart' });
    this.#isOver = true;
    this.#cards.want(null);
    this.#cancelLook();
    this.#notices.stop();
    for (const end of this.#ends) end();
    await this.#bench.settle();
  }

  /** What a press means for getting in and out; null = it is the workbench's. */
  #pressed(id: string): AccessEvent | null {
    switch (id) {
      case 'leave':
        return { type: 'leave', reason: 'leave' };
      case 'back':
        return { type: 'back' };
      case 'code.ask':
        this.#bench.goTo('code');
        return { type: 'askCode' };
      case 'papers.gone':
        // No sensor sees the tray: somebody says so, and that he did is recorded.
        this.#bench.note(null, id, 'done');
        this.#o.session.send({ type: 'PAPERS_GONE' });
        return { type: 'touch' };
      default:
        return null;
    }
  }

  #typed(name: string, value: string): AccessEvent | null {
    const { stage, challenge } = this.#state;
    if (name === 'pin' || name === 'pin2' || name === 'code') this.#isSecretTyped = true;
    if (name === 'staffId') return isStaffId.test(value) ? { type: 'number', staffId: value } : { type: 'touch' };
    if (name === 'pin') return { type: 'pin', pin: value };
    if (name !== 'code') return null;
    const asked = stage.at === 'entering' ? stage.challenge : challenge;
    const staffId = stage.at === 'entering' ? stage.staffId : stage.at === 'open' ? stage.person.staffId : null;
    const role = asked === null || staffId === null ? null : this.#o.book.roleOfCode(staffId, asked.signs, value);
    return { type: 'code', role };
  }

  #step(event: AccessEvent): void {
    const { session, book } = this.#o;
    const { state, effects } = stepAccess(this.#state, event, this.#moment());
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    const isOff = isTaken(this.#state) || this.#isGivingBack;
    if (session.context().service !== isOff) session.send({ type: 'SERVICE', on: isOff });
    const { stage } = this.#state;
    const { at } = stage;
    book.attend(at === 'entering' || at === 'open');
    this.#cards.want(stage.at === 'entering' && stage.step === 'number' ? stage.touchedAtMs : null);
    this.#plan();
    if (at === 'closed' && !this.#isGivingBack && this.#isSecretTyped) {
      this.#isSecretTyped = false;
      this.#o.wipePage();
    }
    session.redraw();
  }

  #plan(): void {
    this.#cancelLook();
    const at = nextLookMs(this.#state);
    // While an act runs the idle time does not; its end comes here again.
    if (at === null || this.#isOver || this.#bench.isBusy) return;
    const { clock } = this.#o;
    this.#cancelLook = clock.after(Math.max(1, at - clock.monoMs()), () => this.#step({ type: 'look' }));
  }

  #run(effect: AccessEffect): void {
    const { store, log } = this.#o;
    recordAccess(effect, { store, log });
    switch (effect.type) {
      case 'check':
        void this.#check(effect.staffId, effect.pin);
        return;
      case 'saveLock':
        // A lock that is not on disk holds as long as the program runs.
        store.meta.set(lockKey, storedLock(this.#state.lock));
        return;
      case 'opened':
        this.#bench.open(effect.person);
        return;
      case 'widened':
        this.#bench.goTo('today');
        return;
      case 'left':
        this.#isGivingBack = true;
        void this.#giveBack();
        return;
      case 'asked':
      case 'waits':
      case 'challenged':
      case 'failed':
        return;
      default:
        never(effect, 'Technician.#run');
    }
  }

  /** The hub's word first, where it can be had; then the PIN. A check that was overtaken by leaving says nothing any more. */
  async #check(staffId: string, pin: string): Promise<void> {
    this.#checks += 1;
    const check = this.#checks;
    const isConfirmed = await this.#o.book.confirm();
    const isRight = await this.#o.book.isPin(staffId, pin);
    if (this.#isOver || check !== this.#checks) return;
    this.#step({ type: 'checked', isRight, isConfirmed });
  }

  /** What runs is waited for, the devices are looked at anew and go back, and only then citizens are served. */
  async #giveBack(): Promise<void> {
    const { devices, attended } = this.#o;
    await this.#bench.settle();
    try {
      attended();
      await Promise.all([devices.cardDispenser?.refresh(), devices.receiptPrinter?.refresh({})]);
    } catch (error) {
      // The look is a courtesy: whoever claims a device next looks by himself.
      this.#bench.endThrew('giveBack', error);
    }
    this.#bench.giveBack();
    this.#language = 'zh-CN';
    this.#isGivingBack = false;
    if (!this.#isOver) this.#step({ type: 'look' });
  }

  #moment(): Moment {
    const { clock, random, book } = this.#o;
    return {
      monoMs: clock.monoMs(),
      blockers: this.#blockers(),
      newChallenge: signsOf(random(8)),
      members: book.members(),
      membersAtMs: book.heardAtMs(),
      isBusy: this.#bench.isBusy,
    };
  }

  #blockers() {
    const { session, clock, store, devices } = this.#o;
    const isCardStuck = this.#o.isCardStuck();
    const facts = factsNow(this.#sources(), clock.monoMs(), this.#startedAtMs);
    const openActs = actsUnderWay(openActsOf(store, devices.cardDispenser?.id), store.bootId, isCardStuck);
    return blockersOf({ ...facts, openActs, isCardStuck, isUpdating: session.context().outage !== null });
  }

  #sources(): FactSources {
    const { session, devices, claims, orders, store } = this.#o;
    return { session, devices, claims, orders, store };
  }

  #lockedUntil(): string | null {
    const { clock } = this.#o;
    const leftMs = lockedForMs(this.#state.lock, this.#whoTries(), clock.monoMs());
    return leftMs === 0 ? null : this.#endsAt(clock.monoMs() + leftMs);
  }

  /** Number of whoever types a PIN or a code now; null = nobody has named himself. */
  #whoTries(): string | null {
    const { stage } = this.#state;
    if (stage.at === 'entering') return stage.staffId;
    return this.#bench.desk.refill?.secondId ?? (stage.at === 'open' ? stage.person.staffId : null);
  }

  /**
   * A monotonic moment as the window counts it down: the same text as long as it is the same moment, and near enough to it that the window, which shows the nearest second, never begins
   * with a second more than there is.
   */
  #endsAt(monoMs: number | undefined): string | null {
    if (monoMs === undefined) return null;
    const { store, clock } = this.#o;
    return new Date(Math.round((store.trustedWallMs() + monoMs - clock.monoMs()) / 100) * 100).toISOString();
  }

  #watch(): void {
    const { devices } = this.#o;
    const { ioBoard } = devices;
    this.#ends.push(watchFacts(this.#sources(), () => this.changed()));
    if (this.#o.settings !== undefined) this.#ends.push(this.#o.settings.onChange(() => this.changed()));
    if (this.#o.standing !== undefined) this.#ends.push(this.#o.standing.onChange(() => this.changed()));
    for (const device of devices.all) this.#ends.push(device.onStatus(() => this.changed()));
    for (const reader of [devices.idReader, devices.smartCard])
      if (reader !== null) this.#ends.push(reader.onPresence(() => this.changed()));
    if (ioBoard === null) return;
    this.#ends.push(
      ioBoard.onContact(() => this.changed()),
      watchKeyAndDoor(ioBoard, {
        keyOn: () => this.#step({ type: 'ask', by: 'serviceKey' }),
        keyOff: () => {
          if (!this.#bench.isInHand) this.#step({ type: 'leave', reason: 'keyOff' });
        },
        doorOpened: () => this.#step({ type: 'ask', by: 'door' }),
        doorShut: () => {
          if (!this.#bench.isInHand) this.#step({ type: 'doorShut' });
        },
      }),
    );
  }
}
