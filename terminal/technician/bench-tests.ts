import { sleep } from '../../contract/clock.ts';
import type { Person } from './access.ts';
import type { Bench, BenchPart } from './bench.ts';
import { type DeviceTestId, deviceTests, runDeviceTest } from './device-tests.ts';
import type { Hand, HandAnswer, HandReply } from './hand.ts';
import { LastTestBook } from './last-tests.ts';
import { mayCheck, mayTest } from './rights.ts';
import { stripMarkup } from './slips.ts';
import type { TestResult } from './test-result.ts';

const replies: readonly HandReply[] = ['yes', 'no', 'giveUp'];

/** Name of the field under which the window tells what it found. */
export const windowField = 'test.found';

/** Tests of one part each, what they ask of somebody at the machine, and the checks of the whole machine. */
export class TestsPart implements BenchPart {
  readonly #bench: Bench;
  readonly #book: LastTestBook;
  /** Somebody is asked; null = nobody. */
  #answered: ((answer: HandAnswer) => void) | null = null;

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
        const reply = replies.find((candidate) => candidate === name);
        if (reply !== undefined) this.#answered?.({ by: 'press', reply });
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
    if (name === windowField) this.#answered?.({ by: 'window', value });
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
    bench.run(async () => {
      const { counts } = await checks.selfTest.run('demand');
      bench.audit(person, 'checks', counts.fail === 0 ? 'pass' : `fail ${counts.fail}`);
    });
  }

  #test(person: Person, name: string): void {
    const bench = this.#bench;
    const test = deviceTests.find((candidate) => candidate.id === name);
    if (test === undefined || !mayTest(person, test.id) || bench.isInHand) return;
    bench.put({ running: test.id });
    bench.audit(person, `test.${test.id}`, 'begun');
    bench.run((signal) => this.#run(person, test.id, signal));
  }

  async #run(person: Person, test: DeviceTestId, signal: AbortSignal): Promise<void> {
    const bench = this.#bench;
    const { devices, store, clock, log, texts, newId } = bench.o;
    const result = await runDeviceTest(
      test,
      {
        ...{ devices, store, clock, log, newId, hand: this.#hand(test) },
        strip: () => stripMarkup(texts, bench.heading()),
        heading: () => bench.heading(),
        sent: (id) => bench.audit(person, `test.${id}`, 'sent'),
      },
      signal,
    );
    this.#book.note(test, { ...result, atMs: store.trustedWallMs(), by: person.staffId });
    this.#show();
    bench.audit(person, `test.${test}`, wordOf(result));
  }

  #hand(test: DeviceTestId): Hand {
    const bench = this.#bench;
    const { clock, store } = bench.o;
    return {
      ask: async (what, endsMs, signal) => {
        if (signal.aborted) return { by: 'over' };
        const inMs = Math.max(0, endsMs - clock.monoMs());
        const endsAt = new Date(Math.round((store.trustedWallMs() + inMs) / 1000) * 1000).toISOString();
        bench.put({ hand: { test, ask: what, endsAt } });
        bench.keeper.changed();
        const over = new AbortController();
        try {
          return await Promise.race([
            new Promise<HandAnswer>((resolve) => {
              this.#answered = resolve;
              signal.addEventListener('abort', () => resolve({ by: 'over' }), { once: true, signal: over.signal });
            }),
            sleep(clock, inMs, over.signal).then((): HandAnswer => ({ by: 'time' })),
          ]);
        } finally {
          over.abort();
          this.#answered = null;
          bench.put({ hand: null });
        }
      },
    };
  }
}

const wordOf = ({ verdict, outcome, code }: TestResult): string =>
  code === null ? (verdict === 'pass' ? outcome : `${outcome} ${verdict}`) : `${outcome} ${code}`;
