import type { LampName } from '../../drivers/io-board/io-board.ts';
import type { TestDeps } from './device-tests.ts';
import { absent, failed, gaveUp, ofOutcome, passed, type TestResult, tooLate } from './test-result.ts';

/** How long one lamp is looked at, and how long the door may take, milliseconds. */
const lampMs = 30_000;
const doorMs = 60_000;

/** Each lamp of the board in turn: lit, looked at by a person, dark again. What the board measures of them counts besides. */
export async function lights({ devices, clock, hand }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const board = devices.ioBoard;
  if (board === null) return absent;
  const lamps = board.capabilities()?.lamps;
  if (lamps === undefined) return absent;
  const dark = new Set<LampName>();
  for (const [i, { name }] of lamps.entries()) {
    const lit = await board.setLamp(name, { pattern: 'on' }, { signal });
    if (!lit.ok) return ofOutcome(lit.error.outcome, lit.error.code);
    const ask = { kind: 'lamp', lamp: name, n: i + 1, of: lamps.length } as const;
    const answer = await hand.ask(ask, clock.monoMs() + lampMs, signal);
    const off = await board.setLamp(name, { pattern: 'off' });
    if (answer.by === 'time') return tooLate;
    if (answer.by !== 'press' || answer.reply === 'giveUp') return gaveUp;
    if (answer.reply === 'no') dark.add(name);
    if (!off.ok) return ofOutcome(off.error.outcome, off.error.code);
  }
  for (const name of board.brokenLamps()) dark.add(name);
  if (dark.size === 0) return passed({ key: 'tech.found.lamps', values: { n: lamps.length } });
  return failed('E_HARDWARE', { key: 'tech.found.dark', list: { prefix: 'tech.lamp', names: [...dark] } }, 'partial');
}

/** The door is opened and shut by hand; the contact must see both. */
export async function door({ devices, clock, hand }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const board = devices.ioBoard;
  if (board === null || board.contact('door') === null) return absent;
  const endsMs = clock.monoMs() + doorMs;
  for (const wants of ['open', 'closed'] as const) {
    const came = new AbortController();
    const look = () => {
      if (board.contact('door') === wants) came.abort();
    };
    const end = board.onContact(look);
    look();
    const answer = await hand.ask({ kind: 'door', wants }, endsMs, AbortSignal.any([signal, came.signal]));
    end();
    if (signal.aborted || answer.by === 'press') return gaveUp;
    if (board.contact('door') === 'unknown') return failed('E_LINK_LOST');
    if (answer.by === 'time') return failed('E_TIMEOUT', { key: `tech.found.door.never.${wants}` });
  }
  return passed({ key: 'tech.found.door' });
}
