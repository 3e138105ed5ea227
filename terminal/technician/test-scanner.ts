import type { TestDeps } from './device-tests.ts';
import { absent, failed, ofOutcome, passed, type TestResult } from './test-result.ts';

const personMs = 30_000;

/** A code of this moment stands on the screen; what the scanner reads must be it. What it reads instead is not shown: it may be somebody's. */
export async function readCode({ devices, clock, hand, newId }: TestDeps, signal: AbortSignal): Promise<TestResult> {
  const { scanner } = devices;
  if (scanner === null) return absent;
  // Short: whoever has no phone at hand types it into the code that he holds up.
  const payload = `yitiji-test-${newId().slice(-6)}`;
  const read = new AbortController();
  const stopped = new AbortController();
  const scanning = scanner.scan({ userMs: personMs, signal: AbortSignal.any([signal, stopped.signal]) });
  void scanning.then(() => read.abort());
  const endsMs = clock.monoMs() + personMs;
  const answer = await hand.ask({ kind: 'code', payload }, endsMs, AbortSignal.any([signal, read.signal]));
  if (answer.by === 'press') stopped.abort('user');
  const scan = await scanning;
  if (!scan.ok) return ofOutcome(scan.error.outcome, scan.error.code);
  const { text } = scan.value;
  const { length } = scan.value.bytes;
  scan.value.wipe();
  if (text !== payload) return failed('E_DATA_BAD', { key: 'tech.found.otherCode', values: { n: length } });
  return passed({ key: 'tech.found.code', values: { n: length } });
}
