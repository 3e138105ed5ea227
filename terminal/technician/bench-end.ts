import { printAct } from '../devices/print-act.ts';
import { version } from '../version.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { readinessMarkup } from './readiness-slip.ts';
import { mayCheck, mayPowerOff } from './rights.ts';

/** The slip of the day's check, and the power: what ends a visit of the staff. */
export class EndPart implements BenchPart {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  press(person: Person, what: string): boolean {
    switch (what) {
      case 'go':
        if (this.#bench.desk.power !== null) this.#bench.put({ power: null });
        return false;
      case 'slip.print':
        if (mayCheck(person) && !this.#bench.isInHand) this.#print(person);
        return true;
      case 'power.ask':
        if (this.#mayEnd(person)) this.#bench.put({ power: { open: this.#bench.keeper.openMatters() } });
        return true;
      case 'power.off':
        if (this.#mayEnd(person) && this.#bench.desk.power !== null) this.#off(person);
        return true;
      default:
        return false;
    }
  }

  #mayEnd(person: Person): boolean {
    return this.#bench.o.powerOff !== undefined && mayPowerOff(person) && !this.#bench.isInHand;
  }

  #print(person: Person): void {
    const { texts, store, devices, log, checks } = this.#bench.o;
    const result = checks?.selfTest.last() ?? null;
    if (result === null) return;
    const printer = devices.receiptPrinter;
    if (printer !== null && this.#bench.holding(printer.id) !== 'ours') {
      this.#bench.say('attention', 'tech.readiness.notPrinted');
      return;
    }
    this.#bench.run({ person, name: 'slip.readiness' }, async () => {
      const markup = readinessMarkup(texts, this.#bench.heading(), { result, staff: person.staffId, version });
      const slip = { receiptNo: '', markup, copy: 0, session: null };
      const printed = await printAct(slip, { printer, store, log });
      this.#bench.audit(person, 'slip.readiness', printed.outcome);
      if (printed.outcome === 'done') this.#bench.say('done', 'tech.readiness.printed');
      else this.#bench.say('attention', 'tech.readiness.notPrinted');
    });
  }

  /** Looked at once more in the moment in which it happens: a card may have come out meanwhile. */
  #off(person: Person): void {
    const { powerOff } = this.#bench.o;
    const open = this.#bench.keeper.openMatters();
    if (open.length > 0 || powerOff === undefined) {
      this.#bench.audit(person, 'power.off', `refused ${open.join(' ')}`.trim());
      this.#bench.put({ power: { open } });
      return;
    }
    this.#bench.audit(person, 'power.off', 'begun');
    const undo = () => this.#bench.put({ power: null });
    this.#bench.run({ person, name: 'power.off', undo }, async () => {
      const done = await powerOff();
      this.#bench.audit(person, 'power.off', done.ok ? 'done' : done.error);
      if (!done.ok) undo();
      this.#bench.say(done.ok ? 'information' : 'attention', done.ok ? 'tech.power.going' : 'tech.power.failed');
    });
  }
}
