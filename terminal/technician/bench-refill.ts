import { type RefillUnit, type ReplenishBody, refillUnits } from '../../contract/technician/staff.ts';
import { noteRefill } from '../checks/refills.ts';
import { type Exchange, openExchange } from '../devices/exchange.ts';
import { printAct } from '../devices/print-act.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { levelOf, unitDevice } from './pages/supply-pages.ts';
import { beginRefill, differenceReasons, type Refill, type RefillEvent, recordOf, stepRefill } from './refill.ts';
import { mayRefill } from './rights.ts';
import { refillMarkup } from './slips.ts';

/** Longest wait for the unit of a replenishment: it is ours already, so only the store can be in the way. */
const exchangeWaitMs = 5_000;

/** Replenishment: the steps of `refill.ts`, with the unit taken out of use while its contents are changed by hand. */
export class RefillPart implements BenchPart {
  readonly #bench: Bench;
  #exchange: Exchange | null = null;
  /** The ledger has the new count of the replenishment under way; what is left is to tell the hub. */
  #isCounted = false;
  /** The record of it is on its way to the hub: behind that nothing tells it once more. */
  #isTold = false;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  press(person: Person, what: string, name: string): boolean {
    switch (what) {
      case 'refill': {
        const unit = refillUnits.find((candidate) => candidate === name);
        if (unit !== undefined && mayRefill(person, unit)) this.#begin(person, unit);
        return true;
      }
      case 'refill.loaded':
        this.#finish(person, { type: 'loaded' });
        return true;
      case 'refill.confirm':
        this.#finish(person, { type: 'confirmed' });
        return true;
      case 'refill.back':
        this.#step({ type: 'back' });
        return true;
      case 'refill.cancel':
        this.#cancel(person);
        return true;
      default:
        return false;
    }
  }

  chosen(_person: Person, name: string, option: string): void {
    const why = differenceReasons.find((candidate) => candidate === option);
    if (name === 'refill.reason' && why !== undefined) this.#step({ type: 'reason', reason: why });
  }

  typed(person: Person, name: string, value: string): void {
    if (name === 'staff2') this.#step({ type: 'secondId', staffId: value });
    if (name === 'pin2') this.#second(person, value);
    if (value === '') return;
    if (name === 'count:found') this.#step({ type: 'count', what: 'found', count: Number(value) });
    if (name === 'count:after') this.#step({ type: 'count', what: 'after', count: Number(value) });
  }

  async settle(): Promise<void> {
    const exchange = this.#exchange;
    this.#exchange = null;
    await exchange?.cancel();
    await this.#emptied(this.#bench.desk.refill);
  }

  /** A replenishment that was counted and then given up: what is counted stays so, and what was in the bin is out. */
  async #emptied(refill: Refill | null): Promise<void> {
    if (this.#isCounted && refill?.unit === 'retain') await this.#bench.o.work?.register.binEmptied(refill.staff);
  }

  #begin(person: Person, unit: RefillUnit): void {
    if (this.#bench.isInHand) return;
    const { role } = unitDevice[unit];
    const device = this.#bench.o.devices[role];
    if (device === null || this.#bench.holding(device.id) !== 'ours') return;
    this.#isCounted = false;
    this.#isTold = false;
    const refill = beginRefill({ id: this.#bench.o.newId(), unit, device: role, staffId: person.staffId });
    this.#bench.put({ page: 'supplies', refill, refilled: null });
    this.#bench.audit(person, `refill.${unit}`, 'begun');
  }

  #step(event: RefillEvent): void {
    const { refill } = this.#bench.desk;
    if (refill !== null) this.#bench.put({ refill: stepRefill(refill, event) });
  }

  /** The PIN of the second person, under the same lock as that of the first; then nobody else has the unit until it is counted. */
  #second(person: Person, pin: string): void {
    const { refill } = this.#bench.desk;
    const staffId = refill?.secondId ?? null;
    if (refill === null || staffId === null || this.#bench.keeper.isLocked(staffId)) return;
    // The number is asked for anew: whether the PIN was right is not known.
    const undo = () => this.#step({ type: 'back' });
    this.#bench.run({ person, name: `refill.${refill.unit}`, undo }, async () => {
      const { book, store } = this.#bench.o;
      const isMember = book.members()?.some((member) => member.staffId === staffId) === true;
      const isRight = (await book.isPin(staffId, pin)) && isMember;
      if (!this.#bench.keeper.second(staffId, isRight)) return;
      if (!isRight) {
        this.#step({ type: 'secondWrong' });
        return;
      }
      store.audit('tech.enter', { staff: staffId, how: 'pin', scope: 'second', result: 'ok' }, null);
      await this.#openExchange(refill.unit, [person.staffId, staffId]);
    });
  }

  async #openExchange(unit: RefillUnit, [first, second]: readonly [string, string]): Promise<void> {
    const { devices, store, clock, log } = this.#bench.o;
    const { bin } = unitDevice[unit];
    const dispenser = devices.cardDispenser;
    if (bin === null || dispenser === null || this.#bench.handOver === null) return;
    const who = { operator: `${first}+${second}`, waitMs: exchangeWaitMs };
    const opened = await openExchange(who, this.#bench.handOver.lent(), { dispenser, store, clock, log });
    if (!opened.ok) {
      this.#bench.put({ refill: null });
      this.#bench.say(
        'attention',
        opened.error.code === 'E_OCCUPIED' ? 'tech.refill.occupied' : 'tech.refill.notBegun',
      );
      return;
    }
    this.#exchange = opened.value;
    const expected = store.bins.counts(dispenser.id)[bin]?.count ?? null;
    this.#step({ type: 'second', staffId: second, expected });
  }

  #finish(person: Person, event: Extract<RefillEvent, { type: 'loaded' | 'confirmed' }>): void {
    const before = this.#bench.desk.refill;
    if (this.#bench.isBusy || before === null) return;
    const refill = stepRefill(before, event);
    if (refill.step !== 'ending') return;
    this.#bench.put({ refill });
    let isStored = false;
    const ended = (isPrinted: boolean) => this.#bench.put({ refill: null, refilled: { unit: refill.unit, isPrinted } });
    const undo = () => (isStored ? ended(false) : this.#step({ type: 'notEnded', isCounted: this.#isCounted }));
    this.#bench.run({ person, name: `refill.${refill.unit}`, undo }, async () => {
      const { store, texts, devices, log } = this.#bench.o;
      const { unit, after } = refill;
      const device = devices[unitDevice[unit].role];
      const level = device === null ? 'unknown' : levelOf(unit, device.status());
      const body = recordOf(refill, level, new Date(store.trustedWallMs()).toISOString());
      if (!(await this.#store(unit, after, body))) {
        this.#step({ type: 'notEnded', isCounted: this.#isCounted });
        this.#bench.say('attention', 'tech.refill.notStored');
        this.#bench.audit(person, `refill.${unit}`, 'notStored');
        return;
      }
      isStored = true;
      // What sensors did not see a person says: a forecast counts from here.
      if (unit === 'paper') noteRefill(store, 'receiptPaper');
      // The hub knows what is in the machine before whoever filled it has left.
      this.#bench.o.kick();
      const slip = { receiptNo: '', markup: refillMarkup(texts, this.#bench.heading(), body), copy: 0, session: null };
      const printed = await printAct(slip, { printer: devices.receiptPrinter, store, log });
      this.#bench.audit(person, `refill.${unit}`, 'done');
      ended(printed.outcome === 'done');
    });
  }

  /** A count that differs stops cards before the ledger takes it: whatever breaks off in between, no card is issued, and the hub hears of it at the latest after the next start. */
  async #store(unit: RefillUnit, after: number | null, body: ReplenishBody): Promise<boolean> {
    const { store, work } = this.#bench.o;
    const lock = work?.cardLock;
    if (lock?.step({ type: 'differs', record: body }) === false) return false;
    if (!(await this.#closeExchange(unit, after))) {
      lock?.step({ type: 'dropped', id: body.id });
      return false;
    }
    if (!this.#isTold && !(await store.replenish(body)).ok) return false;
    this.#isTold = true;
    lock?.step({ type: 'told', id: body.id });
    if (unit === 'retain') await work?.register.binEmptied(body.staff);
    return true;
  }

  /** True: the counts are in the ledger, now or before; there is none for paper. */
  async #closeExchange(unit: RefillUnit, after: number | null): Promise<boolean> {
    const { bin } = unitDevice[unit];
    if (this.#exchange === null || bin === null || after === null) return true;
    const ended = await this.#exchange.end({ [bin]: after });
    if (!ended.ok) return false;
    this.#exchange = null;
    this.#isCounted = true;
    return true;
  }

  #cancel(person: Person): void {
    const { refill } = this.#bench.desk;
    if (refill === null || this.#bench.isBusy) return;
    this.#bench.audit(person, `refill.${refill.unit}`, this.#isCounted ? 'counted' : 'cancelled');
    this.#bench.put({ refill: null });
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#bench.run({ person, name: `refill.${refill.unit}` }, () => exchange?.cancel() ?? this.#emptied(refill));
  }
}
