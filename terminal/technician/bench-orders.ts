import { meaningOf } from '../../contract/technician/work-causes.ts';
import {
  type WaitingNote,
  type WorkEvidence,
  type WorkOrder,
  type WorkRecord,
  waitingNotes,
  workRecordText,
} from '../../contract/technician/work-orders.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { evidenceFor } from './orders/evidence.ts';
import { worksKey } from './orders/order-book.ts';
import { mayClose, type OrderWork, recordOfWork, stepWork, type WorkEvent } from './orders/order-life.ts';
import { mayWork, pagesOf } from './rights.ts';
import type { StaffWork } from './staff-work.ts';

/**
 * Work orders at the machine: looked at before and after by its own self-test, closed by a record that it signs. A person says that something is mended; that it is, the test
 * says, and where it does not the order can wait with a reason, and cannot be closed.
 */
export class OrdersPart implements BenchPart {
  readonly #bench: Bench;
  readonly #work: StaffWork;
  readonly #isNoticePosted: () => boolean;

  constructor(bench: Bench, work: StaffWork, isNoticePosted: () => boolean) {
    this.#bench = bench;
    this.#work = work;
    this.#isNoticePosted = isNoticePosted;
  }

  press(person: Person, what: string, name: string): boolean {
    if (!pagesOf(person).includes('orders')) return false;
    if (what === 'go' && name === 'orders') this.#bench.put({ order: { id: null, note: null } });
    if (what === 'order') {
      this.#bench.put({ page: 'orders', order: { id: Number(name), note: null } });
      return true;
    }
    if (!what.startsWith('order.')) return false;
    const order = this.#order();
    if (order === null || this.#bench.isInHand || !mayWork(person, meaningOf(order.kind).cause)) return true;
    switch (what) {
      case 'order.begin':
        this.#begin(person, order);
        return true;
      case 'order.step':
        this.#tick(order, name);
        return true;
      case 'order.fixed':
        this.#test(person, order);
        return true;
      case 'order.wait':
        this.#wait(person, order);
        return true;
      case 'order.close':
        this.#close(person, order);
        return true;
      default:
        return true;
    }
  }

  chosen(_person: Person, name: string, option: string): void {
    const note = waitingNotes.find((candidate) => candidate === option);
    if (name === 'order.note' && note !== undefined) this.#bench.put({ order: { ...this.#bench.desk.order, note } });
  }

  /** A test that was made while somebody stood there says nothing of later. */
  async settle(): Promise<void> {
    const { orders } = this.#work;
    for (const { id } of orders.orders() ?? []) {
      const work = orders.work(id);
      const left = stepWork(work, { type: 'left' });
      if (left !== null && left !== work) orders.keep(left);
    }
    orders.left();
    await Promise.resolve();
  }

  #order(): WorkOrder | null {
    const { id } = this.#bench.desk.order;
    return this.#work.orders.orders()?.find((order) => order.id === id) ?? null;
  }

  /** Looked at before anything is touched, then told to the hub; taken up again where it waited. */
  #begin(person: Person, order: WorkOrder): void {
    const work = this.#work.orders.work(order.id);
    if (work !== null && work.stage !== 'waitingPart') return;
    this.#bench.audit(person, `order.begin.${order.id}`, 'begun');
    this.#bench.run({ person, name: `order.begin.${order.id}` }, async () => {
      const { staffId: staff } = person;
      const before = work === null ? await this.#look(order) : work.before;
      const event: WorkEvent =
        work === null
          ? { type: 'begin', orderId: order.id, kind: order.kind, staff, before }
          : { type: 'resume', staff };
      await this.#record(stepWork(work, event), 'onSite');
    });
  }

  #tick(order: WorkOrder, step: string): void {
    const { orders, steps } = this.#work;
    const work = orders.work(order.id);
    if (!steps[meaningOf(order.kind).cause].steps.some(({ name }) => name === step)) return;
    const next = stepWork(work, { type: 'tick', step });
    if (next !== null && next !== work && !orders.keep(next)) this.#bench.say('attention', 'tech.order.notStored');
  }

  /** Said to be mended: the machine looks itself. */
  #test(person: Person, order: WorkOrder): void {
    const { orders } = this.#work;
    const fixed = stepWork(orders.work(order.id), { type: 'fixed' });
    if (fixed === null || fixed.stage !== 'fixed' || !orders.keep(fixed)) return;
    this.#bench.audit(person, `order.test.${order.id}`, 'begun');
    this.#bench.run({ person, name: `order.test.${order.id}` }, async () => {
      const after = await this.#look(order);
      const tested = stepWork({ ...fixed, staff: person.staffId }, { type: 'tested', after });
      if (tested === null) return;
      orders.keep(tested);
      this.#bench.audit(person, `order.test.${order.id}`, after.verdict);
      if (after.verdict !== 'pass') this.#bench.say('attention', `tech.order.after.${after.verdict}`);
    });
  }

  #wait(person: Person, order: WorkOrder): void {
    const note: WaitingNote | null = this.#bench.desk.order.note;
    if (note === null) return;
    const work = this.#work.orders.work(order.id);
    const next = stepWork(work, { type: 'wait', note });
    if (next === null || next === work) return;
    this.#bench.audit(person, `order.wait.${order.id}`, note);
    this.#bench.run({ person, name: `order.wait.${order.id}` }, async () => {
      if (await this.#record({ ...next, staff: person.staffId }, 'waitingPart'))
        this.#bench.put({ order: { id: null, note: null } });
    });
  }

  #close(person: Person, order: WorkOrder): void {
    const work = this.#work.orders.work(order.id);
    if (!mayClose(work)) return;
    this.#bench.run({ person, name: `order.close.${order.id}` }, async () => {
      const isClosed = await this.#record(stepWork({ ...work, staff: person.staffId }, { type: 'closed' }), 'closed');
      this.#bench.audit(person, `order.close.${order.id}`, isClosed ? 'done' : 'notStored');
      if (!isClosed) return;
      if (meaningOf(order.kind).cause === 'cabinet') await this.#vouch();
      this.#bench.put({ order: { id: null, note: null } });
      this.#bench.say('done', 'tech.order.closed');
    });
  }

  /** Somebody has looked at the cabinet and signed for it: what the board remembers of tampering ends by a person's word alone (docs/protocols/io-board.md, B11). One that is open again keeps it. */
  async #vouch(): Promise<void> {
    const { ioBoard } = this.#bench.o.devices;
    if (ioBoard !== null && ioBoard.contact('tamper') !== null) await ioBoard.clearTamper();
  }

  /** The record with its signature and what this machine knows from then on: on disk together, or not at all. */
  async #record(next: OrderWork | null, event: WorkRecord['event']): Promise<boolean> {
    if (next === null) return false;
    const { orders, key } = this.#work;
    const { store, newId, kick } = this.#bench.o;
    const at = { id: newId(), at: new Date(store.trustedWallMs()).toISOString(), publicKey: key.publicKey };
    const unsigned = recordOfWork(next, event, at);
    const body: WorkRecord = { ...unsigned, signature: key.sign(workRecordText(unsigned)) };
    const stored = await store.recordOfStaff({
      ...{ topic: 'tech.work', body, keep: { key: worksKey, value: orders.worksWith(next) } },
      audit: {
        ...{ staff: next.staff, order: next.orderId, kind: next.kind, event, note: next.note },
        verdict: body.after?.verdict ?? null,
      },
    });
    if (!stored.ok) {
      this.#bench.say('attention', 'tech.order.notStored');
      return false;
    }
    orders.took(next);
    kick();
    return true;
  }

  /** The same look as each morning, at what the order names. */
  async #look(order: WorkOrder): Promise<WorkEvidence> {
    const { store, devices, checks } = this.#bench.o;
    const { part } = meaningOf(order.kind);
    const result = await checks?.selfTest.run('demand');
    const device = devices.all.find(({ id }) => id === part) ?? null;
    return evidenceFor(order.kind, {
      at: new Date(store.trustedWallMs()).toISOString(),
      lines: result?.lines ?? [],
      status: device?.status() ?? null,
      counters: device === null ? {} : store.acts.tally(device.id),
      isNoticePosted: this.#isNoticePosted(),
      isCardLocked: this.#work.cardLock.fault !== null,
    });
  }
}
