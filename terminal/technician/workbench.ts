import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { faultReasons, type RefillUnit, refillUnits } from '../../contract/technician/staff.ts';
import type { Texts } from '../catalogue/texts.ts';
import { noteRefill } from '../checks/refills.ts';
import type { ServiceChecks } from '../checks/service-checks.ts';
import type { ConfigService } from '../config/config-service.ts';
import type { ClaimManager } from '../devices/claims.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { type Exchange, openExchange } from '../devices/exchange.ts';
import { printAct } from '../devices/print-act.ts';
import type { Store } from '../store/store.ts';
import type { Person } from './access.ts';
import { type DeviceTestId, deviceTests, runDeviceTest } from './device-tests.ts';
import type { FaultNotices } from './fault-notice.ts';
import { HandOver, type Holding } from './hand-over.ts';
import { type Desk, emptyDesk, type NoticeBack, noticeBacks } from './pages/desk.ts';
import { levelOf, unitDevice } from './pages/supply-pages.ts';
import { beginRefill, differenceReasons, type RefillEvent, recordOf, stepRefill } from './refill.ts';
import { mayCheck, mayConfigure, mayPostNotice, mayRefill, mayRestart, mayRetry, mayTest, pagesOf } from './rights.ts';
import { refillMarkup, stripMarkup } from './slips.ts';
import type { StaffBook } from './staff-book.ts';

/** Longest wait for the unit of a replenishment: it is ours already, so only the store can be in the way. */
const exchangeWaitMs = 5_000;

export interface WorkbenchOptions {
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
  readonly settings?: Pick<ConfigService, 'read' | 'history' | 'proposeUndo' | 'apply' | 'onChange'> | undefined;
  /** The queue goes now. */
  kick(): void;
  /** The program ends in order and is started anew by whoever keeps it; left out = nobody does. */
  readonly restart?: (() => void) | undefined;
}

/** What the bench asks of getting in and out. */
export interface BenchKeeper {
  /** Something of the desk has changed by itself. */
  changed(): void;
  /** An act has ended: that counts as a touch. */
  touched(): void;
  /** The PIN of a second person was looked at: it counts in the same lock-out. False: nobody is in any more. */
  second(staffId: string, isRight: boolean): boolean;
  isLocked(): boolean;
  leaveToRestart(): void;
}

/**
 * What somebody who is in does: pages, tests, replenishment, notice, restart. Each act looks at the role once more, is one act with a claim, and is a record of the audit
 * chain before and after, with the number of the person.
 */
export class Workbench {
  readonly #o: WorkbenchOptions;
  readonly #notices: FaultNotices;
  readonly #keeper: BenchKeeper;
  #desk: Desk = emptyDesk;
  #handOver: HandOver | null = null;
  #exchange: Exchange | null = null;
  /** The act that runs; null = none. */
  #act: { readonly abort: AbortController; readonly end: Promise<void> } | null = null;

  constructor(options: WorkbenchOptions, notices: FaultNotices, keeper: BenchKeeper) {
    this.#o = options;
    this.#notices = notices;
    this.#keeper = keeper;
  }

  get desk(): Desk {
    return this.#desk;
  }

  get isBusy(): boolean {
    return this.#act !== null;
  }

  /** Whoever is in the middle of counting or of a test has not gone, although a key was turned or a door was shut. */
  get isInHand(): boolean {
    return this.#act !== null || this.#desk.refill !== null;
  }

  holding(id: string): Holding {
    return this.#handOver?.of(id) ?? 'held';
  }

  /** The devices are asked for; each is handed over as soon as it is free. */
  open({ staffId }: Person): void {
    const { claims, devices, clock } = this.#o;
    this.#desk = emptyDesk;
    const deviceIds = devices.all.map(({ id }) => id);
    const wish = { claims, deviceIds, owner: `staff:${staffId}`, clock };
    this.#handOver = new HandOver(wish, () => this.#keeper.changed());
  }

  /** Resolves when what runs has ended; what waits for a hand is given up. */
  async settle(): Promise<void> {
    this.#act?.abort.abort('user');
    await this.#act?.end;
    const exchange = this.#exchange;
    this.#exchange = null;
    await exchange?.cancel();
  }

  giveBack(): void {
    this.#desk = emptyDesk;
    this.#handOver?.giveBack();
    this.#handOver = null;
  }

  goTo(page: Desk['page']): void {
    this.#desk = { ...this.#desk, page, deviceId: null };
  }

  /** What was said of the touch before is over. */
  hush(): void {
    if (this.#desk.said !== null) this.#desk = { ...this.#desk, said: null };
  }

  /** @param what first part of the id that was pressed, `name` the rest behind the colon */
  press(person: Person, what: string, name: string): void {
    switch (what) {
      case 'go': {
        const page = pagesOf(person).find((candidate) => candidate === name);
        // A replenishment is ended or given up first.
        if (page === undefined || this.#desk.refill !== null) return;
        this.goTo(page);
        if (page === 'config') this.#openConfig();
        return;
      }
      case 'device':
        if (pagesOf(person).includes('devices')) this.#desk = { ...this.#desk, page: 'devices', deviceId: name };
        return;
      case 'test':
        this.#test(person, name);
        return;
      case 'test.stop':
        this.#act?.abort.abort('user');
        return;
      case 'config.previous':
      case 'config.next':
      case 'config.undo':
      case 'config.dismiss':
      case 'config.apply':
        if (mayConfigure(person)) this.#configure(person, what);
        return;
      case 'outbox.retry':
        if (!mayRetry(person)) return;
        this.#audit(person, what, 'done');
        this.#o.kick();
        this.#say('information', 'tech.said.retry');
        return;
      case 'checks.run':
        this.#check(person);
        return;
      case 'notice.post':
        if (mayPostNotice(person)) this.#post(person);
        return;
      case 'notice.lift':
        if (mayPostNotice(person)) this.#audit(person, what, this.#notices.lift() ? 'done' : 'notStored');
        return;
      case 'restart.program':
        this.#restart(person);
        return;
      case 'refill': {
        const unit = refillUnits.find((candidate) => candidate === name);
        if (unit !== undefined && mayRefill(person, unit)) this.#beginRefill(person, unit);
        return;
      }
      case 'refill.loaded':
        this.#endRefill(person, { type: 'loaded' });
        return;
      case 'refill.confirm':
        this.#endRefill(person, { type: 'confirmed' });
        return;
      case 'refill.back':
        this.#refill({ type: 'back' });
        return;
      case 'refill.cancel':
        this.#cancelRefill(person);
        return;
    }
  }

  chosen(name: string, option: string): void {
    const { notice } = this.#desk;
    const reason = faultReasons.find((candidate) => candidate === option);
    const back = noticeBacks.find((candidate) => candidate === option);
    const why = differenceReasons.find((candidate) => candidate === option);
    if (name === 'notice.reason' && reason !== undefined) this.#desk = { ...this.#desk, notice: { ...notice, reason } };
    if (name === 'notice.back' && back !== undefined) this.#desk = { ...this.#desk, notice: { ...notice, back } };
    if (name === 'refill.reason' && why !== undefined) this.#refill({ type: 'reason', reason: why });
  }

  typed(person: Person, name: string, value: string): void {
    if (name === 'staff2') this.#refill({ type: 'secondId', staffId: value });
    if (name === 'pin2') this.#second(person, value);
    if (value === '') return;
    if (name === 'count:found') this.#refill({ type: 'count', what: 'found', count: Number(value) });
    if (name === 'count:after') this.#refill({ type: 'count', what: 'after', count: Number(value) });
  }

  /** What became of a touch that was not the bench's. */
  say(key: string): void {
    this.#say('attention', key);
  }

  /** @param person null = nobody is in yet */
  note(person: Person | null, action: string, result: string): void {
    this.#audit(person, action, result);
  }

  // ——— acts ———

  /** Runs one act. Nothing else runs meanwhile, and nobody has to touch anything. */
  #run(run: (signal: AbortSignal) => Promise<void>): void {
    if (this.#act !== null) return;
    const abort = new AbortController();
    const end = run(abort.signal).finally(() => {
      this.#act = null;
      this.#desk = { ...this.#desk, running: null };
      this.#keeper.touched();
    });
    this.#act = { abort, end };
  }

  /** The same checks as each morning; nothing moves. */
  #check(person: Person): void {
    const { checks } = this.#o;
    if (checks === undefined || !mayCheck(person) || this.isInHand) return;
    this.#audit(person, 'checks', 'begun');
    this.#run(async () => {
      const { counts } = await checks.selfTest.run('demand');
      this.#audit(person, 'checks', counts.fail === 0 ? 'pass' : `fail ${counts.fail}`);
    });
  }

  #test(person: Person, name: string): void {
    const test = deviceTests.find((candidate) => candidate.id === name)?.id;
    if (test === undefined || !mayTest(person, test) || this.isInHand) return;
    this.#desk = { ...this.#desk, running: test };
    this.#audit(person, `test.${test}`, 'begun');
    this.#run((signal) => this.#runTest(person, test, signal));
  }

  async #runTest(person: Person, test: DeviceTestId, signal: AbortSignal): Promise<void> {
    const { devices, store, clock, log, texts } = this.#o;
    const strip = () => stripMarkup(texts, this.#heading());
    const result = await runDeviceTest(test, { devices, store, clock, log, strip }, signal);
    this.#desk = { ...this.#desk, results: { ...this.#desk.results, [test]: result } };
    this.#audit(person, `test.${test}`, result.code === null ? result.outcome : `${result.outcome} ${result.code}`);
  }

  #post(person: Person): void {
    const { reason, back } = this.#desk.notice;
    if (reason === null || back === null) return;
    const sinceMs = this.#o.store.trustedWallMs();
    const since = new Date(sinceMs).toISOString();
    const isPosted = this.#notices.post({ reason, since, until: untilOf(back, sinceMs) });
    this.#audit(person, `notice.post.${reason}`, isPosted ? 'done' : 'notStored');
    this.#desk = { ...this.#desk, notice: { reason: null, back: null } };
  }

  #restart(person: Person): void {
    const { restart } = this.#o;
    if (restart === undefined || !mayRestart(person) || this.isInHand) return;
    this.#audit(person, 'restart', 'begun');
    this.#keeper.leaveToRestart();
    restart();
  }

  // ——— configuration ———

  /** The history stands on the disk: read when the page is opened and when something was changed, not at every draw. */
  #openConfig(page = 0): void {
    const history = this.#o.settings?.history() ?? [];
    this.#desk = { ...this.#desk, config: { page, history, undo: null } };
  }

  #configure(
    person: Person,
    what: 'config.previous' | 'config.next' | 'config.undo' | 'config.dismiss' | 'config.apply',
  ): void {
    const { settings } = this.#o;
    const { config } = this.#desk;
    if (settings === undefined) return;
    switch (what) {
      case 'config.previous':
      case 'config.next': {
        const page = Math.max(0, config.page + (what === 'config.next' ? 1 : -1));
        this.#desk = { ...this.#desk, config: { ...config, page } };
        return;
      }
      case 'config.undo': {
        const undo = settings.proposeUndo(null);
        if (undo.ok) this.#desk = { ...this.#desk, config: { ...config, undo: undo.value } };
        else this.#say('attention', `tech.config.no.${undo.error.code}`);
        return;
      }
      case 'config.dismiss':
        this.#desk = { ...this.#desk, config: { ...config, undo: null } };
        return;
      case 'config.apply': {
        if (config.undo === null) return;
        const done = settings.apply(config.undo, person.staffId);
        this.#audit(person, 'config.undo', done.ok ? 'done' : done.error.code);
        this.#openConfig(config.page);
        this.#say(
          done.ok ? 'done' : 'attention',
          done.ok ? 'tech.config.done.said' : `tech.config.no.${done.error.code}`,
        );
        return;
      }
    }
  }

  // ——— replenishment ———

  #beginRefill(person: Person, unit: RefillUnit): void {
    if (this.isInHand) return;
    const { role } = unitDevice[unit];
    const device = this.#o.devices[role];
    if (device === null || this.holding(device.id) !== 'ours') return;
    const refill = beginRefill({ id: this.#o.newId(), unit, device: role, staffId: person.staffId });
    this.#desk = { ...this.#desk, page: 'supplies', refill, refilled: null };
    this.#audit(person, `refill.${unit}`, 'begun');
  }

  #refill(event: RefillEvent): void {
    const { refill } = this.#desk;
    if (refill !== null) this.#desk = { ...this.#desk, refill: stepRefill(refill, event) };
  }

  /** The PIN of the second person, under the same lock as that of the first; then nobody else has the unit until it is counted. */
  #second(person: Person, pin: string): void {
    const { refill } = this.#desk;
    const staffId = refill?.secondId ?? null;
    if (refill === null || staffId === null || this.#keeper.isLocked()) return;
    this.#run(async () => {
      const { book, store } = this.#o;
      const isMember = book.members()?.some((member) => member.staffId === staffId) === true;
      const isRight = (await book.isPin(staffId, pin)) && isMember;
      if (!this.#keeper.second(staffId, isRight)) return;
      if (!isRight) {
        this.#refill({ type: 'secondWrong' });
        return;
      }
      store.audit('tech.enter', { staff: staffId, how: 'pin', scope: 'second', result: 'ok' }, null);
      await this.#openExchange(refill.unit, [person.staffId, staffId]);
    });
  }

  async #openExchange(unit: RefillUnit, [first, second]: readonly [string, string]): Promise<void> {
    const { devices, store, clock, log } = this.#o;
    const { bin } = unitDevice[unit];
    const dispenser = devices.cardDispenser;
    if (bin === null || dispenser === null || this.#handOver === null) return;
    const who = { operator: `${first}+${second}`, waitMs: exchangeWaitMs };
    const opened = await openExchange(who, this.#handOver.lent(), { dispenser, store, clock, log });
    if (!opened.ok) {
      this.#desk = { ...this.#desk, refill: null };
      this.#say('attention', opened.error.code === 'E_OCCUPIED' ? 'tech.refill.occupied' : 'tech.refill.notBegun');
      return;
    }
    this.#exchange = opened.value;
    const expected = store.bins.counts(dispenser.id)[bin]?.count ?? null;
    this.#refill({ type: 'second', staffId: second, expected });
  }

  #endRefill(person: Person, event: Extract<RefillEvent, { type: 'loaded' | 'confirmed' }>): void {
    const before = this.#desk.refill;
    if (this.#act !== null || before === null) return;
    const refill = stepRefill(before, event);
    if (refill.step !== 'ending') return;
    this.#desk = { ...this.#desk, refill };
    this.#run(async () => {
      const { store, texts, devices, log } = this.#o;
      const { unit, after } = refill;
      const device = devices[unitDevice[unit].role];
      const level = device === null ? 'unknown' : levelOf(unit, device.status());
      const body = recordOf(refill, level, new Date(store.trustedWallMs()).toISOString());
      if (!(await this.#closeExchange(unit, after)) || !(await store.replenish(body)).ok) {
        this.#refill({ type: 'notEnded' });
        this.#say('attention', 'tech.refill.notStored');
        this.#audit(person, `refill.${unit}`, 'notStored');
        return;
      }
      // What sensors did not see a person says: a forecast counts from here.
      if (unit === 'paper') noteRefill(store, 'receiptPaper');
      // The hub knows what is in the machine before whoever filled it has left.
      this.#o.kick();
      const slip = { receiptNo: '', markup: refillMarkup(texts, this.#heading(), body), copy: 0, session: null };
      const printed = await printAct(slip, { printer: devices.receiptPrinter, store, log });
      this.#audit(person, `refill.${unit}`, 'done');
      this.#desk = { ...this.#desk, refill: null, refilled: { unit, isPrinted: printed.outcome === 'done' } };
    });
  }

  /** True: the counts are in the ledger, now or before; there is none for paper. */
  async #closeExchange(unit: RefillUnit, after: number | null): Promise<boolean> {
    const { bin } = unitDevice[unit];
    if (this.#exchange === null || bin === null || after === null) return true;
    const ended = await this.#exchange.end({ [bin]: after });
    if (ended.ok) this.#exchange = null;
    return ended.ok;
  }

  #cancelRefill(person: Person): void {
    const { refill } = this.#desk;
    if (refill === null || this.#act !== null) return;
    this.#audit(person, `refill.${refill.unit}`, 'cancelled');
    this.#desk = { ...this.#desk, refill: null };
    const exchange = this.#exchange;
    this.#exchange = null;
    if (exchange !== null) this.#run(() => exchange.cancel());
  }

  // ——— what is said ———

  #say(tone: NonNullable<Desk['said']>['tone'], key: string): void {
    this.#desk = { ...this.#desk, said: { tone, key } };
  }

  #audit(person: Person | null, action: string, result: string): void {
    const { store, log } = this.#o;
    const staff = person?.staffId ?? null;
    store.audit('tech.action', { staff, action, result }, null);
    log('technician.act.done', { staff: staff ?? '', action, result });
  }

  #heading() {
    const { store } = this.#o;
    return { kiosk: store.identity()?.kiosk ?? '', wallMs: store.trustedWallMs() };
  }
}

/** Expected return, by what was chosen; `tomorrow` = at eight in the morning of the city. */
function untilOf(back: NoticeBack, nowMs: number): string | null {
  const iso = (ms: number) => new Date(ms).toISOString();
  switch (back) {
    case 'hour':
      return iso(nowMs + 3_600_000);
    case 'twoHours':
      return iso(nowMs + 2 * 3_600_000);
    case 'tomorrow': {
      const day = Math.floor((nowMs + 8 * 3_600_000) / 86_400_000) + 1;
      return iso(day * 86_400_000);
    }
    case 'unknown':
      return null;
  }
}
