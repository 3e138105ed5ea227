import { type DeviceClass, deviceClasses } from '../../drivers/registry.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { type DeviceTest, type DeviceTestId, deviceTests, runDeviceTest } from './device-tests.ts';
import { type Hand, handReplies } from './hand.ts';
import { LastTestBook } from './last-tests.ts';
import { mayCheck, mayTest } from './rights.ts';
import { stripMarkup } from './slips.ts';
import { failed, type TestResult } from './test-result.ts';
import { WaitingHand } from './waiting-hand.ts';

/** Name of the field under which the window tells what it found. */
export const windowField = 'test.found';

/** Tests of one part each, what they ask of somebody at the machine, and the checks of the whole machine. */
export class TestsPart implements BenchPart {
  readonly #bench: Bench;
  readonly #book: LastTestBook;
  /** Of the test that runs or ran last. */
  #hand: WaitingHand | null = null;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#book = new LastTestBook(bench.o.store.meta);
    this.#show();
  }

  press(person: Person, what: string, name: string): boolean {
    switch (what) {
      case 'test':
        this.#test(person, name);
        return true;
      case 'test.stop':
        this.#bench.stopAct();
        return true;
      case 'hand': {
        const reply = handReplies.find((candidate) => candidate === name);
        if (reply !== undefined) this.#hand?.answer({ by: 'press', reply });
        return true;
      }
      case 'checks.run':
        this.#check(person);
        return true;
      case 'go':
        this.#show();
        return false;
      default:
        return false;
    }
  }

  typed(_person: Person, name: string, value: string): void {
    if (name === windowField) this.#hand?.answer({ by: 'window', value });
  }

  /** A new desk knows nothing: the last results come from the disk. */
  #show(): void {
    this.#bench.put({ results: this.#book.all() });
  }

  /** The same checks as each morning; nothing moves. */
  #check(person: Person): void {
    const bench = this.#bench;
    const { checks } = bench.o;
    if (checks === undefined || !mayCheck(person) || bench.isInHand) return;
    bench.audit(person, 'checks', 'begun');
    bench.run({ person, name: 'checks' }, async () => {
      const { counts } = await checks.selfTest.run('demand');
      bench.audit(person, 'checks', counts.fail === 0 ? 'pass' : `fail ${counts.fail}`);
    });
  }

  #test(person: Person, name: string): void {
    const bench = this.#bench;
    const test = deviceTests.find((candidate) => candidate.id === name);
    if (test === undefined || !mayTest(person, test.id) || bench.isInHand) return;
    const device = isDriven(test.device) ? bench.o.devices[test.device] : null;
    // As its page says: what recovery, or a visit that is over, still works with is not moved beside it.
    if (device !== null && bench.holding(device.id) !== 'ours') return;
    bench.put({ running: test.id });
    bench.audit(person, `test.${test.id}`, 'begun');
    const undo = () => {
      bench.put({ hand: null });
      this.#note(person, test.id, threw(test));
    };
    bench.run({ person, name: `test.${test.id}`, undo }, (signal) => this.#run(person, test.id, signal));
  }

  async #run(person: Person, test: DeviceTestId, signal: AbortSignal): Promise<void> {
    const bench = this.#bench;
    const { devices, store, clock, log, texts, newId } = bench.o;
    const result = await runDeviceTest(
      test,
      {
        ...{ devices, store, clock, log, newId, hand: this.#handFor(test) },
        strip: () => stripMarkup(texts, bench.heading()),
        heading: () => bench.heading(),
        sent: (id) => bench.audit(person, `test.${id}`, 'sent'),
      },
      signal,
    );
    this.#note(person, test, result);
    bench.audit(person, `test.${test}`, wordOf(result));
  }

  #note(person: Person, test: DeviceTestId, result: TestResult): void {
    this.#book.note(test, { ...result, atMs: this.#bench.o.store.trustedWallMs(), by: person.staffId });
    this.#show();
  }

  #handFor(test: DeviceTestId): Hand {
    const bench = this.#bench;
    const { clock, store } = bench.o;
    this.#hand = new WaitingHand({
      clock,
      trustedWallMs: store.trustedWallMs,
      show: (asked) => {
        bench.put({ hand: asked === null ? null : { test, ...asked } });
        if (asked !== null) bench.keeper.changed();
      },
    });
    return this.#hand;
  }
}

const isDriven = (part: DeviceTest['device']): part is Extract<typeof part, DeviceClass> =>
  deviceClasses.some((role) => role === part);

/** A test that was cut off by a fault of this program: what moves may have moved. */
const threw = ({ moves }: DeviceTest): TestResult => failed('E_INTERNAL', null, moves ? 'indeterminate' : 'notDone');

const wordOf = ({ verdict, outcome, code }: TestResult): string =>
  code === null ? (verdict === 'pass' ? outcome : `${outcome} ${verdict}`) : `${outcome} ${code}`;
