import type { Person } from './access.ts';
import type { Bench, BenchPart } from './bench.ts';
import { type DeviceTestId, deviceTests, runDeviceTest } from './device-tests.ts';
import { mayCheck, mayTest } from './rights.ts';
import { stripMarkup } from './slips.ts';

/** Tests of one device each, and the checks of the whole machine. */
export class TestsPart implements BenchPart {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  press(person: Person, what: string, name: string): boolean {
    switch (what) {
      case 'test':
        this.#test(person, name);
        return true;
      case 'test.stop':
        this.#bench.stopAct();
        return true;
      case 'checks.run':
        this.#check(person);
        return true;
      default:
        return false;
    }
  }

  /** The same checks as each morning; nothing moves. */
  #check(person: Person): void {
    const bench = this.#bench;
    const { checks } = bench.o;
    if (checks === undefined || !mayCheck(person) || bench.isInHand) return;
    bench.audit(person, 'checks', 'begun');
    bench.run(async () => {
      const { counts } = await checks.selfTest.run('demand');
      bench.audit(person, 'checks', counts.fail === 0 ? 'pass' : `fail ${counts.fail}`);
    });
  }

  #test(person: Person, name: string): void {
    const bench = this.#bench;
    const test = deviceTests.find((candidate) => candidate.id === name)?.id;
    if (test === undefined || !mayTest(person, test) || bench.isInHand) return;
    bench.put({ running: test });
    bench.audit(person, `test.${test}`, 'begun');
    bench.run((signal) => this.#run(person, test, signal));
  }

  async #run(person: Person, test: DeviceTestId, signal: AbortSignal): Promise<void> {
    const bench = this.#bench;
    const { devices, store, clock, log, texts } = bench.o;
    const strip = () => stripMarkup(texts, bench.heading());
    const result = await runDeviceTest(test, { devices, store, clock, log, strip }, signal);
    bench.put({ results: { ...bench.desk.results, [test]: result } });
    bench.audit(person, `test.${test}`, result.code === null ? result.outcome : `${result.outcome} ${result.code}`);
  }
}
