import type { Person } from './access-state.ts';
import { Bench, type BenchKeeper, type BenchOptions, type BenchPart } from './bench.ts';
import { BundlePart } from './bench-bundle.ts';
import { ConfigPart } from './bench-config.ts';
import { DevicesPart } from './bench-devices.ts';
import { EndPart } from './bench-end.ts';
import { ItemsPart } from './bench-items.ts';
import { NoticePart } from './bench-notice.ts';
import { OrdersPart } from './bench-orders.ts';
import { RefillPart } from './bench-refill.ts';
import { SetupPart } from './bench-setup.ts';
import { TestsPart } from './bench-tests.ts';
import { WirePart } from './bench-wire.ts';
import type { FaultNotices } from './fault-notice.ts';
import type { Holding } from './hand-over.ts';
import type { Desk } from './pages/desk.ts';
import { mayRestart, mayRetry, pagesOf } from './rights.ts';

/**
 * What somebody who is in does: pages, tests, replenishment, notice, restart. Each act looks at the role once more, is one act with a claim, and is a record of the audit
 * chain before and after, with the number of the person. A subject of its own is a part (`bench-….ts`); what is a few lines stands here.
 */
export class Workbench {
  readonly #bench: Bench;
  readonly #parts: readonly BenchPart[];

  constructor(options: BenchOptions, notices: FaultNotices, keeper: BenchKeeper) {
    this.#bench = new Bench(options, keeper);
    const bench = this.#bench;
    const { work, bundles } = options;
    this.#parts = [
      new ConfigPart(bench),
      new TestsPart(bench),
      new WirePart(bench),
      new DevicesPart(bench),
      new NoticePart(bench, notices),
      new RefillPart(bench),
      new EndPart(bench),
      new SetupPart(bench),
      ...(bundles === undefined ? [] : [new BundlePart(bench, bundles)]),
      ...(work === undefined
        ? []
        : [new OrdersPart(bench, work, () => notices.current() !== null), new ItemsPart(bench, work)]),
    ];
  }

  get desk(): Desk {
    return this.#bench.desk;
  }

  get isBusy(): boolean {
    return this.#bench.isBusy;
  }

  get isInHand(): boolean {
    return this.#bench.isInHand;
  }

  holding(id: string): Holding {
    return this.#bench.holding(id);
  }

  open(person: Person): void {
    this.#bench.open(person);
  }

  /** Resolves when what runs has ended; what waits for a hand is given up. Never rejects: a part that throws keeps neither the others nor the devices. */
  async settle(): Promise<void> {
    await this.#bench.end();
    for (const part of this.#parts) {
      try {
        await part.settle?.();
      } catch (error) {
        this.#bench.endThrew('settle', error);
      }
    }
  }

  giveBack(): void {
    this.#bench.giveBack();
  }

  /** Something that ends a visit of the staff has thrown. */
  endThrew(what: string, error: unknown): void {
    this.#bench.endThrew(what, error);
  }

  goTo(page: Desk['page']): void {
    this.#bench.put({ page, deviceId: null });
  }

  /** What was said of the touch before is over. */
  hush(): void {
    if (this.#bench.desk.said !== null) this.#bench.put({ said: null });
  }

  /** @param what first part of the id that was pressed, `name` the rest behind the colon */
  press(person: Person, what: string, name: string): void {
    this.#bench.runNow({ person, name: what }, () => {
      if (!this.#own(person, what, name)) return;
      for (const part of this.#parts) if (part.press?.(person, what, name) === true) return;
    });
  }

  /** False: the touch is settled here. A part still sees that a page was turned to. */
  #own(person: Person, what: string, name: string): boolean {
    const bench = this.#bench;
    switch (what) {
      case 'go': {
        const page = pagesOf(person).find((candidate) => candidate === name);
        // A replenishment is ended or given up first.
        if (page === undefined || bench.desk.refill !== null) return false;
        this.goTo(page);
        return true;
      }
      case 'device':
        if (pagesOf(person).includes('devices')) bench.put({ page: 'devices', deviceId: name });
        return true;
      case 'outbox.retry':
        if (!mayRetry(person)) return false;
        bench.audit(person, what, 'done');
        bench.o.kick();
        bench.say('information', 'tech.said.retry');
        return false;
      case 'restart.program':
        this.#restart(person);
        return false;
      default:
        return true;
    }
  }

  chosen(person: Person, name: string, option: string): void {
    this.#bench.runNow({ person, name }, () => {
      for (const part of this.#parts) part.chosen?.(person, name, option);
    });
  }

  typed(person: Person, name: string, value: string): void {
    this.#bench.runNow({ person, name }, () => {
      for (const part of this.#parts) part.typed?.(person, name, value);
    });
  }

  /** What became of a touch that was not the bench's. */
  say(key: string): void {
    this.#bench.say('attention', key);
  }

  /** @param person null = nobody is in yet */
  note(person: Person | null, action: string, result: string): void {
    this.#bench.audit(person, action, result);
  }

  #restart(person: Person): void {
    const bench = this.#bench;
    const { restart } = bench.o;
    if (restart === undefined || !mayRestart(person) || bench.isInHand) return;
    const open = bench.keeper.openMatters();
    if (open.length > 0) {
      bench.audit(person, 'restart', `refused ${open.join(' ')}`);
      bench.put({ power: { open } });
      return;
    }
    bench.audit(person, 'restart', 'begun');
    bench.keeper.leaveToRestart();
    restart();
  }
}
